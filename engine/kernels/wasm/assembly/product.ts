import { ROW } from './lanes'
import { fourRows, sixRows } from './unrolled'

/**
 * Returns the number of rows that `product` processes. It works in blocks of six or four, so an odd
 * number of rows, or two, is padded with rows of zero weights. The host packs weights by the same
 * rule (kernels/packing.ts).
 */
export function paddedRows(rows: i32): i32 {
  return max(4, rows + (rows & 1))
}

/**
 * Returns the size of the next block. Every even number from four up splits into sixes and at most
 * two fours: a remainder of four is one block, eight are two fours.
 */
export function blockOf(rows: i32): i32 {
  return rows == 4 || rows == 8 ? 4 : 6
}

/**
 * out[row] = Σ_k weights[row, k] · operand[k] for one group of `rows` rows. Weights are stored in
 * reading order: block by block, within a block k by k, within a k the block's rows. Twelve
 * accumulators hide the latency of a fused multiply-add on every current core.
 */
export function product(weights: usize, operand: usize, depth: i32, out: usize, rows: i32): void {
  inBlocks<f32>(weights, operand, depth, out, rows)
}

/** Same as `product`, but adds: out[row] += … The padding rows of a block are written too. */
export function addProduct(weights: usize, operand: usize, depth: i32, out: usize, rows: i32): void {
  inBlocks<i32>(weights, operand, depth, out, rows)
}

/**
 * @param Start an integer type to add to existing sums, a float type to start at zero; the compiler
 *   makes one function of each
 */
function inBlocks<Start>(weights: usize, operand: usize, depth: i32, out: usize, rows: i32): void {
  let left = paddedRows(rows)
  while (left > 0) {
    const block = blockOf(left)
    if (block == 6) sixRows<Start>(weights, operand, depth, out)
    else fourRows<Start>(weights, operand, depth, out)
    weights += (<usize>(block * depth)) << 2
    out += <usize>block * ROW
    left -= block
  }
}
