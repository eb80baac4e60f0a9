import { multiplyAdd, VECTOR } from './lanes'

/** Twelve independent chains of fused multiply-adds: 96 operations a round. The benchmark's measure of this core's peak. */
export function peak(at: usize, rounds: i32): void {
  const w = v128.load(at)
  const x = v128.load(at, VECTOR)
  let a0 = w,
    a1 = w,
    a2 = w,
    a3 = w,
    a4 = w,
    a5 = w
  let b0 = x,
    b1 = x,
    b2 = x,
    b3 = x,
    b4 = x,
    b5 = x
  for (let i = 0; i < rounds; i++) {
    a0 = multiplyAdd(w, x, a0)
    b0 = multiplyAdd(w, x, b0)
    a1 = multiplyAdd(w, x, a1)
    b1 = multiplyAdd(w, x, b1)
    a2 = multiplyAdd(w, x, a2)
    b2 = multiplyAdd(w, x, b2)
    a3 = multiplyAdd(w, x, a3)
    b3 = multiplyAdd(w, x, b3)
    a4 = multiplyAdd(w, x, a4)
    b4 = multiplyAdd(w, x, b4)
    a5 = multiplyAdd(w, x, a5)
    b5 = multiplyAdd(w, x, b5)
  }
  const a = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(a4, a5))
  const b = f32x4.add(f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)), f32x4.add(b4, b5))
  v128.store(at, f32x4.add(a, b), 2 * VECTOR)
}
