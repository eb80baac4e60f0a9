import { multiplyAdd, ROW } from './lanes'
import { fourRowsWide, sixRowsWide } from './product-wide'
import { LANES } from './width'

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
    if (LANES == 16) {
      if (block == 6) sixRowsWide<Start>(weights, operand, depth, out)
      else fourRowsWide<Start>(weights, operand, depth, out)
    } else if (block == 6) sixRows<Start>(weights, operand, depth, out)
    else fourRows<Start>(weights, operand, depth, out)
    weights += (<usize>(block * depth)) << 2
    out += <usize>block * ROW
    left -= block
  }
}

function sixRows<Start>(weights: usize, operand: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0)
  let a0 = isInteger<Start>() ? v128.load(out) : zero,
    b0 = isInteger<Start>() ? v128.load(out, 16) : zero,
    a1 = isInteger<Start>() ? v128.load(out, 32) : zero,
    b1 = isInteger<Start>() ? v128.load(out, 48) : zero,
    a2 = isInteger<Start>() ? v128.load(out, 64) : zero,
    b2 = isInteger<Start>() ? v128.load(out, 80) : zero
  let a3 = isInteger<Start>() ? v128.load(out, 96) : zero,
    b3 = isInteger<Start>() ? v128.load(out, 112) : zero,
    a4 = isInteger<Start>() ? v128.load(out, 128) : zero,
    b4 = isInteger<Start>() ? v128.load(out, 144) : zero,
    a5 = isInteger<Start>() ? v128.load(out, 160) : zero,
    b5 = isInteger<Start>() ? v128.load(out, 176) : zero
  const end = operand + <usize>depth * ROW
  const evenEnd = operand + <usize>(depth & ~1) * ROW
  // Two k per iteration: halving the number of iterations gains three per cent.
  while (operand < evenEnd) {
    let left = v128.load(operand)
    let right = v128.load(operand, 16)
    let weight = v128.load32_splat(weights)
    a0 = multiplyAdd(weight, left, a0)
    b0 = multiplyAdd(weight, right, b0)
    weight = v128.load32_splat(weights, 4)
    a1 = multiplyAdd(weight, left, a1)
    b1 = multiplyAdd(weight, right, b1)
    weight = v128.load32_splat(weights, 8)
    a2 = multiplyAdd(weight, left, a2)
    b2 = multiplyAdd(weight, right, b2)
    weight = v128.load32_splat(weights, 12)
    a3 = multiplyAdd(weight, left, a3)
    b3 = multiplyAdd(weight, right, b3)
    weight = v128.load32_splat(weights, 16)
    a4 = multiplyAdd(weight, left, a4)
    b4 = multiplyAdd(weight, right, b4)
    weight = v128.load32_splat(weights, 20)
    a5 = multiplyAdd(weight, left, a5)
    b5 = multiplyAdd(weight, right, b5)
    left = v128.load(operand, 32)
    right = v128.load(operand, 48)
    weight = v128.load32_splat(weights, 24)
    a0 = multiplyAdd(weight, left, a0)
    b0 = multiplyAdd(weight, right, b0)
    weight = v128.load32_splat(weights, 28)
    a1 = multiplyAdd(weight, left, a1)
    b1 = multiplyAdd(weight, right, b1)
    weight = v128.load32_splat(weights, 32)
    a2 = multiplyAdd(weight, left, a2)
    b2 = multiplyAdd(weight, right, b2)
    weight = v128.load32_splat(weights, 36)
    a3 = multiplyAdd(weight, left, a3)
    b3 = multiplyAdd(weight, right, b3)
    weight = v128.load32_splat(weights, 40)
    a4 = multiplyAdd(weight, left, a4)
    b4 = multiplyAdd(weight, right, b4)
    weight = v128.load32_splat(weights, 44)
    a5 = multiplyAdd(weight, left, a5)
    b5 = multiplyAdd(weight, right, b5)
    operand += 2 * ROW
    weights += 48
  }
  if (operand < end) {
    const left = v128.load(operand)
    const right = v128.load(operand, 16)
    let weight = v128.load32_splat(weights)
    a0 = multiplyAdd(weight, left, a0)
    b0 = multiplyAdd(weight, right, b0)
    weight = v128.load32_splat(weights, 4)
    a1 = multiplyAdd(weight, left, a1)
    b1 = multiplyAdd(weight, right, b1)
    weight = v128.load32_splat(weights, 8)
    a2 = multiplyAdd(weight, left, a2)
    b2 = multiplyAdd(weight, right, b2)
    weight = v128.load32_splat(weights, 12)
    a3 = multiplyAdd(weight, left, a3)
    b3 = multiplyAdd(weight, right, b3)
    weight = v128.load32_splat(weights, 16)
    a4 = multiplyAdd(weight, left, a4)
    b4 = multiplyAdd(weight, right, b4)
    weight = v128.load32_splat(weights, 20)
    a5 = multiplyAdd(weight, left, a5)
    b5 = multiplyAdd(weight, right, b5)
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, a1, 32)
  v128.store(out, b1, 48)
  v128.store(out, a2, 64)
  v128.store(out, b2, 80)
  v128.store(out, a3, 96)
  v128.store(out, b3, 112)
  v128.store(out, a4, 128)
  v128.store(out, b4, 144)
  v128.store(out, a5, 160)
  v128.store(out, b5, 176)
}

function fourRows<Start>(weights: usize, operand: usize, depth: i32, out: usize): void {
  const zero = f32x4.splat(0)
  let a0 = isInteger<Start>() ? v128.load(out) : zero,
    b0 = isInteger<Start>() ? v128.load(out, 16) : zero,
    a1 = isInteger<Start>() ? v128.load(out, 32) : zero,
    b1 = isInteger<Start>() ? v128.load(out, 48) : zero,
    a2 = isInteger<Start>() ? v128.load(out, 64) : zero,
    b2 = isInteger<Start>() ? v128.load(out, 80) : zero,
    a3 = isInteger<Start>() ? v128.load(out, 96) : zero,
    b3 = isInteger<Start>() ? v128.load(out, 112) : zero
  const end = operand + <usize>depth * ROW
  while (operand < end) {
    const left = v128.load(operand)
    const right = v128.load(operand, 16)
    let weight = v128.load32_splat(weights)
    a0 = multiplyAdd(weight, left, a0)
    b0 = multiplyAdd(weight, right, b0)
    weight = v128.load32_splat(weights, 4)
    a1 = multiplyAdd(weight, left, a1)
    b1 = multiplyAdd(weight, right, b1)
    weight = v128.load32_splat(weights, 8)
    a2 = multiplyAdd(weight, left, a2)
    b2 = multiplyAdd(weight, right, b2)
    weight = v128.load32_splat(weights, 12)
    a3 = multiplyAdd(weight, left, a3)
    b3 = multiplyAdd(weight, right, b3)
    operand += ROW
    weights += 16
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, a1, 32)
  v128.store(out, b1, 48)
  v128.store(out, a2, 64)
  v128.store(out, b2, 80)
  v128.store(out, a3, 96)
  v128.store(out, b3, 112)
}
