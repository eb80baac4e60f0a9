import type { Kernels } from '../../wasm/module.ts'
import { blockOf, paddedRows } from '../../wasm/packing.ts'

/** Weights so large, in bytes, are read once for all rows of the output. */
const CACHED = 256 * 1024

/** Weights as a product reads them. */
export interface Packed {
  address: number
  /** Index of each weight in the kernel; −1 for padding of a block. */
  places: Int32Array
}

type Entry = (row: number, k: number) => number

/** Block by block, within a block k by k, as `packRows` packs. */
export function reserve({ arena }: Kernels, rows: number, depth: number, entry: Entry): Packed {
  const padded = paddedRows(rows)
  const places = new Int32Array(padded * depth)
  let at = 0
  for (let first = 0; first < padded; ) {
    const block = blockOf(padded - first)
    for (let k = 0; k < depth; k++)
      for (let row = first; row < first + block; row++) places[at++] = row < rows ? entry(row, k) : -1
    first += block
  }
  const address = arena.reserve(places.length)
  arena.floats(address, places.length).fill(0)
  return { address, places }
}

export const bandOf = ({ places }: Packed, height: number): number =>
  places.length * Float32Array.BYTES_PER_ELEMENT <= CACHED ? 1 : height

export function pack({ arena }: Kernels, { address, places }: Packed, kernel: Float32Array): void {
  const packed = arena.floats(address, places.length)
  for (let i = 0; i < packed.length; i++) {
    const place = places[i]!
    if (place >= 0) packed[i] = kernel[place]!
  }
}
