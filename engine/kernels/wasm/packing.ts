/** The same rule as in assembly/product.ts: an even number of rows, at least four. */
export function paddedRows(rows: number): number {
  return Math.max(4, rows + (rows % 2))
}

/** The same rule as in assembly/product.ts: rows of the next block when `left` rows remain. */
export function blockOf(left: number): number {
  return left === 4 || left === 8 ? 4 : 6
}

/**
 * Packs weights in the order in which the matrix product reads them: blocks of six rows (the last
 * one or two of four), within a block k by k, within a k the block's rows. Padding rows are zero.
 */
export function packRows(
  rows: number,
  depth: number,
  weight: (row: number, k: number) => number
): Float32Array {
  const padded = paddedRows(rows)
  const packed = new Float32Array(padded * depth)
  let at = 0
  for (let first = 0; first < padded; ) {
    const block = blockOf(padded - first)
    for (let k = 0; k < depth; k++) {
      for (let row = first; row < first + block; row++) packed[at++] = row < rows ? weight(row, k) : 0
    }
    first += block
  }
  return packed
}
