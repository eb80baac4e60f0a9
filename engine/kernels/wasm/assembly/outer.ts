import { ROW } from './lanes'
import { TILE_BYTES, tile } from './unrolled'

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
      tile(delta, deltaStride, operand, operandStride, steps, gradients)
      gradients += TILE_BYTES
    }
  }
}
