import type { Kernels } from '../../wasm/module.ts'
import type { Images } from './bordered-images.ts'
import type { NormalisedConvolution } from './convolution.ts'

/** Memory that all convolutions of a network share. */
export interface Memory {
  kernels: Kernels
  /** Groups of the largest shard. */
  groups: number
  /** Address of a number per lane: 1 with a patch, 0 without. */
  mask: number
  image: Images
  outputs: Images[]
  /** Null for a shortcut's convolution, which shares the gradients of what adds it. */
  gradients: (Images | null)[]
}

/** The image or output that a convolution reads or adds: 0 is the image. */
export const imagesOf = ({ image, outputs }: Memory, value: number): Images =>
  value === 0 ? image : outputs[value - 1]!

export const eachGroup = <T>({ groups }: Memory, of: (group: number) => T): T[] =>
  Array.from({ length: groups }, (_, group) => of(group))

/** How the window of a convolution reads its input, forward and for the kernel's gradient. */
export function readingOf(memory: Memory, { input, inputShape, window }: NormalisedConvolution) {
  const images = imagesOf(memory, input)
  return {
    first: (group: number) => images.at(group, -window.top, -window.left),
    reading: {
      inputRow: window.stride * images.row,
      inputPixel: window.stride * images.pixel,
      windowRow: images.row,
      windowHeight: window.height,
      depth: window.width * inputShape[2]
    }
  }
}
