import { multiplyAdd, PAIR, ROW, VECTOR } from '../lanes'

/**
 * tanh(x) ≈ x·P(x²)/Q(x²) on |x| ≤ 8, clamped beyond: minimax of degrees 3 and 4, error 1.3e-7 in
 * exact arithmetic and 4.3e-7 in float32. A sigmoid is ½ + ½·tanh(x/2); the halves are folded into
 * the weights.
 *
 * The coefficients are kept in memory because the compiler would copy a constant vector into the
 * loop, which costs four times as much.
 */
const TANH = memory.data<f32>([
  8.0, -8.0, 0.9999993443489075, 0.12913639843463898, 0.002938825637102127, 0.000011310202353342902, 1.0,
  0.46246737241744995, 0.02376381866633892, 0.0002370281727053225, 2.4238349283223215e-7
])

/** Replaces `rows` rows by their tanh, in place. */
export function tanhRows(at: usize, rows: i32): void {
  const high = v128.load32_splat(TANH)
  const low = v128.load32_splat(TANH, 4)
  const p0 = v128.load32_splat(TANH, 8)
  const p1 = v128.load32_splat(TANH, 12)
  const p2 = v128.load32_splat(TANH, 16)
  const p3 = v128.load32_splat(TANH, 20)
  const q0 = v128.load32_splat(TANH, 24)
  const q1 = v128.load32_splat(TANH, 28)
  const q2 = v128.load32_splat(TANH, 32)
  const q3 = v128.load32_splat(TANH, 36)
  const q4 = v128.load32_splat(TANH, 40)
  const end = at + <usize>rows * ROW
  for (; at < end; at += PAIR) {
    const x = f32x4.pmax(f32x4.pmin(v128.load(at), high), low)
    const y = f32x4.pmax(f32x4.pmin(v128.load(at, VECTOR), high), low)
    const u = f32x4.mul(x, x)
    const v = f32x4.mul(y, y)
    const pu = multiplyAdd(multiplyAdd(multiplyAdd(p3, u, p2), u, p1), u, p0)
    const pv = multiplyAdd(multiplyAdd(multiplyAdd(p3, v, p2), v, p1), v, p0)
    const qu = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(q4, u, q3), u, q2), u, q1), u, q0)
    const qv = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(q4, v, q3), v, q2), v, q1), v, q0)
    v128.store(at, f32x4.div(f32x4.mul(x, pu), qu))
    v128.store(at, f32x4.div(f32x4.mul(y, pv), qv), VECTOR)
  }
}
