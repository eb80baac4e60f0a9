import type { Arena } from './memory.ts'

/**
 * Steps whose products are added to the weights' gradients at once. Deltas and operands of a chunk
 * stay in the second-level cache.
 */
export const CHUNK = 24

/** Rows that assembly/outer.ts processes at a time; it may read this far beyond the last row. */
export const TILE = 6

/**
 * Sums of assembly/outer.ts for one matrix of rows × depth: tiles of six rows by two k, with half
 * as many partial sums as lanes.
 */
export class GradientSums {
  readonly address: number
  readonly #arena: Arena
  readonly #depth: number
  readonly #parts: number
  readonly #count: number

  constructor(arena: Arena, rows: number, depth: number) {
    this.#arena = arena
    this.#depth = depth
    this.#parts = arena.lanes / 2
    this.#count = Math.ceil(rows / 6) * Math.ceil(depth / 2) * 12 * this.#parts
    this.address = arena.reserve(this.#count)
  }

  clear(): void {
    this.#arena.floats(this.address, this.#count).fill(0)
  }

  /**
   * Sums the parts and returns a reader of the gradient at (row, k). Call before the next kernel
   * call.
   */
  reader(): (row: number, k: number) => number {
    const sums = this.#folded()
    const tilesAcross = Math.ceil(this.#depth / 2)
    return (row, k) => {
      const tile = Math.floor(row / 6) * tilesAcross + (k >> 1)
      return sums[tile * 12 + (row % 6) * 2 + (k & 1)]!
    }
  }

  /** Adds up the partial sums of each entry. */
  #folded(): Float32Array {
    const parts = this.#parts
    const sums = this.#arena.floats(this.address, this.#count)
    const folded = new Float32Array(this.#count / parts)
    for (let entry = 0, at = 0; entry < folded.length; entry++) {
      let sum = 0
      for (const end = at + parts; at < end; at++) sum += sums[at]!
      folded[entry] = sum
    }
    return folded
  }
}
