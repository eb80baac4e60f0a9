import type { Kernels } from '../../wasm/module.ts'
import type { ImageShape } from '../images.ts'

/** Rows behind an image that may be read, never used: a tile is six rows wide. */
const SLACK = 8

/**
 * Images of all groups with a border of zeros, one pixel wide; addresses are of the first group's
 * first pixel inside.
 */
export class Images {
  readonly channels: number
  readonly height: number
  readonly width: number
  /** Bytes. */
  readonly pixel: number
  readonly row: number
  readonly group: number
  readonly #start: number

  constructor({ arena }: Kernels, [height, width, channels]: ImageShape, groups: number) {
    this.height = height
    this.width = width
    this.channels = channels
    this.pixel = channels * arena.lanes * Float32Array.BYTES_PER_ELEMENT
    this.row = (width + 2) * this.pixel
    this.group = (height + 2) * this.row
    const floats = (groups * this.group) / Float32Array.BYTES_PER_ELEMENT + SLACK * arena.lanes
    this.#start = arena.reserve(floats)
    arena.floats(this.#start, floats).fill(0)
  }

  at(group: number, y: number, x: number): number {
    return this.#start + group * this.group + (y + 1) * this.row + (x + 1) * this.pixel
  }

  /** All numbers of these groups, the border too. */
  all({ arena }: Kernels, groups: number): Float32Array {
    return arena.floats(this.#start, (groups * this.group) / Float32Array.BYTES_PER_ELEMENT)
  }
}
