import { multiplyAdd, ROW, VECTOR } from './lanes'
import { tileWide } from './outer-wide'
import { LANES } from './width'

/**
 * gradients[row, k] += Σ_step deltas[step, row] ⊙ operands[step, k]: the contribution of a chunk of
 * steps to the gradient of one matrix. The host sums the lanes at the very end, so nothing is
 * shuffled here. Tiles of six rows by two k keep twelve accumulators, of four lanes each or, for a
 * group of sixteen, of eight. Together with the two operands and one delta they fill the registers.
 * Tiles may extend beyond the matrix; those results are computed and never read.
 */
export function outer(
  deltas: usize,
  deltaStride: usize,
  rows: i32,
  operands: usize,
  operandStride: usize,
  depth: i32,
  steps: i32,
  gradients: usize
): void {
  for (let row = 0; row < rows; row += 6) {
    for (let k = 0; k < depth; k += 2) {
      const delta = deltas + <usize>row * ROW
      const operand = operands + <usize>k * ROW
      if (LANES == 16) {
        tileWide(delta, deltaStride, operand, operandStride, steps, gradients)
        gradients += 384
      } else {
        tile(delta, deltaStride, operand, operandStride, steps, gradients)
        gradients += 192
      }
    }
  }
}

function tile(
  delta: usize,
  deltaStride: usize,
  operand: usize,
  operandStride: usize,
  steps: i32,
  out: usize
): void {
  let a0 = v128.load(out)
  let a1 = v128.load(out, 16)
  let b0 = v128.load(out, 32)
  let b1 = v128.load(out, 48)
  let c0 = v128.load(out, 64)
  let c1 = v128.load(out, 80)
  let d0 = v128.load(out, 96)
  let d1 = v128.load(out, 112)
  let e0 = v128.load(out, 128)
  let e1 = v128.load(out, 144)
  let f0 = v128.load(out, 160)
  let f1 = v128.load(out, 176)
  const end = delta + <usize>steps * deltaStride
  // The left half of every row, then the right half: an inner loop over the two would cost more
  // than it computes.
  for (let half: usize = 0; half < ROW; half += VECTOR) {
    let x = operand + half
    for (let at = delta + half; at < end; at += deltaStride) {
      const x0 = v128.load(x)
      const x1 = v128.load(x, 32)
      let g = v128.load(at)
      a0 = multiplyAdd(g, x0, a0)
      a1 = multiplyAdd(g, x1, a1)
      g = v128.load(at, 32)
      b0 = multiplyAdd(g, x0, b0)
      b1 = multiplyAdd(g, x1, b1)
      g = v128.load(at, 64)
      c0 = multiplyAdd(g, x0, c0)
      c1 = multiplyAdd(g, x1, c1)
      g = v128.load(at, 96)
      d0 = multiplyAdd(g, x0, d0)
      d1 = multiplyAdd(g, x1, d1)
      g = v128.load(at, 128)
      e0 = multiplyAdd(g, x0, e0)
      e1 = multiplyAdd(g, x1, e1)
      g = v128.load(at, 160)
      f0 = multiplyAdd(g, x0, f0)
      f1 = multiplyAdd(g, x1, f1)
      x += operandStride
    }
  }
  v128.store(out, a0)
  v128.store(out, a1, 16)
  v128.store(out, b0, 32)
  v128.store(out, b1, 48)
  v128.store(out, c0, 64)
  v128.store(out, c1, 80)
  v128.store(out, d0, 96)
  v128.store(out, d1, 112)
  v128.store(out, e0, 128)
  v128.store(out, e1, 144)
  v128.store(out, f0, 160)
  v128.store(out, f1, 176)
}
