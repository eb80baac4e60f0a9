import { putNormalisation } from '../training-plan.ts'
import type { Images } from './bordered-images.ts'
import type { NormalisedConvolution } from './convolution.ts'
import { imagesOf, type Memory } from './memory.ts'

/** Of each channel over the patches of a shard. */
export interface Moments {
  mean: Float32Array
  variance: Float32Array
}

/** Addresses of a number per channel. */
export type Vectors = Record<
  'gamma' | 'beta' | 'mean' | 'variance' | 'gammaGradient' | 'betaGradient',
  number
>

/** Writes the plan of a batch normalisation, forward and back. */
export function putMoments(
  memory: Memory,
  layer: NormalisedConvolution,
  images: Record<'values' | 'output' | 'outputGradients' | 'valueGradients', Images>
): { vectors: Vectors; normalisation: number } {
  const { arena } = memory.kernels
  const { values, output, outputGradients, valueGradients } = images
  const [height, width, channels] = layer.shape
  const vector = () => arena.reserve(channels)
  const vectors = {
    gamma: vector(),
    beta: vector(),
    mean: vector(),
    variance: vector(),
    gammaGradient: vector(),
    betaGradient: vector()
  }
  const normalisation = putNormalisation(arena, {
    groups: memory.groups,
    height,
    width,
    channels,
    row: values.row,
    group: values.group,
    values: values.at(0, 0, 0),
    output: output.at(0, 0, 0),
    shortcut: layer.shortcut === null ? 0 : imagesOf(memory, layer.shortcut).at(0, 0, 0),
    rectified: layer.rectified ? 1 : 0,
    mask: memory.mask,
    count: 1,
    epsilon: layer.epsilon,
    ...vectors,
    scale: vector(),
    sums: arena.reserveRows(2 * channels),
    outputGradients: outputGradients.at(0, 0, 0),
    valueGradients: valueGradients.at(0, 0, 0)
  })
  return { vectors, normalisation }
}
