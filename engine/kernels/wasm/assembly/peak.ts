import { multiplyAdd, PAIR, VECTOR } from './lanes'
import { LANES } from './width'

/**
 * Runs twelve independent chains of fused multiply-adds, of four floats each or, in the wide build,
 * of eight, to measure the peak of this core. Returns the number of operations per round.
 */
export function peak(at: usize, rounds: i32): i32 {
  if (LANES == 16) {
    peakOfPairs(at, rounds)
    return 192
  }
  peakOfVectors(at, rounds)
  return 96
}

function peakOfPairs(at: usize, rounds: i32): void {
  const w = v128.load(at)
  const wRight = v128.load(at, VECTOR)
  const x = v128.load(at, PAIR)
  const xRight = v128.load(at, PAIR + VECTOR)
  let a0 = w,
    b0 = wRight
  let a1 = w,
    b1 = wRight
  let a2 = w,
    b2 = wRight
  let a3 = w,
    b3 = wRight
  let a4 = w,
    b4 = wRight
  let a5 = w,
    b5 = wRight
  let a6 = w,
    b6 = wRight
  let a7 = w,
    b7 = wRight
  let a8 = w,
    b8 = wRight
  let a9 = w,
    b9 = wRight
  let a10 = w,
    b10 = wRight
  let a11 = w,
    b11 = wRight
  for (let i = 0; i < rounds; i++) {
    a0 = multiplyAdd(w, x, a0)
    b0 = multiplyAdd(wRight, xRight, b0)
    a1 = multiplyAdd(w, x, a1)
    b1 = multiplyAdd(wRight, xRight, b1)
    a2 = multiplyAdd(w, x, a2)
    b2 = multiplyAdd(wRight, xRight, b2)
    a3 = multiplyAdd(w, x, a3)
    b3 = multiplyAdd(wRight, xRight, b3)
    a4 = multiplyAdd(w, x, a4)
    b4 = multiplyAdd(wRight, xRight, b4)
    a5 = multiplyAdd(w, x, a5)
    b5 = multiplyAdd(wRight, xRight, b5)
    a6 = multiplyAdd(w, x, a6)
    b6 = multiplyAdd(wRight, xRight, b6)
    a7 = multiplyAdd(w, x, a7)
    b7 = multiplyAdd(wRight, xRight, b7)
    a8 = multiplyAdd(w, x, a8)
    b8 = multiplyAdd(wRight, xRight, b8)
    a9 = multiplyAdd(w, x, a9)
    b9 = multiplyAdd(wRight, xRight, b9)
    a10 = multiplyAdd(w, x, a10)
    b10 = multiplyAdd(wRight, xRight, b10)
    a11 = multiplyAdd(w, x, a11)
    b11 = multiplyAdd(wRight, xRight, b11)
  }
  v128.store(at, a0)
  v128.store(at, b0, 16)
  v128.store(at, a1, 32)
  v128.store(at, b1, 48)
  v128.store(at, a2, 64)
  v128.store(at, b2, 80)
  v128.store(at, a3, 96)
  v128.store(at, b3, 112)
  v128.store(at, a4, 128)
  v128.store(at, b4, 144)
  v128.store(at, a5, 160)
  v128.store(at, b5, 176)
  v128.store(at, a6, 192)
  v128.store(at, b6, 208)
  v128.store(at, a7, 224)
  v128.store(at, b7, 240)
  v128.store(at, a8, 256)
  v128.store(at, b8, 272)
  v128.store(at, a9, 288)
  v128.store(at, b9, 304)
  v128.store(at, a10, 320)
  v128.store(at, b10, 336)
  v128.store(at, a11, 352)
  v128.store(at, b11, 368)
}

function peakOfVectors(at: usize, rounds: i32): void {
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
