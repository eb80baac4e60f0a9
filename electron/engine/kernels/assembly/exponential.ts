import { multiplyAdd, ROW, VECTOR } from './lanes'

/**
 * 2^f on [−½, ½] by degree 6 (relative error 2e-9), and 1.5·2^23: adding it rounds to the nearest integer, which then lies in
 * the low bits. Then exp(t/2) on [−1, 1] by degree 6 (relative error 2.4e-8).
 */
const POWER = memory.data<f32>([
  12582912.0, 1.0, 0.6931471824645996, 0.24022646248340607, 0.05550328642129898, 0.009618489071726799,
  0.0013399930903688073, 0.0001534581242594868
])
const HALF_POWER = memory.data<f32>([
  1.0, 0.5000001788139343, 0.12499982118606567, 0.020832020789384842, 0.002604586770758033,
  0.0002630991511978209, 0.0000215315524925098
])

/** to = 2^from. The caller sees to it that |from| < 126: beyond, the bits are those of no number. */
export function exponentialRows(from: usize, to: usize, rows: i32): void {
  const rounder = v128.load32_splat(POWER)
  const c0 = v128.load32_splat(POWER, 4)
  const c1 = v128.load32_splat(POWER, 8)
  const c2 = v128.load32_splat(POWER, 12)
  const c3 = v128.load32_splat(POWER, 16)
  const c4 = v128.load32_splat(POWER, 20)
  const c5 = v128.load32_splat(POWER, 24)
  const c6 = v128.load32_splat(POWER, 28)
  const end = from + <usize>rows * ROW
  for (; from < end; from += VECTOR) {
    const x = v128.load(from)
    const rounded = f32x4.add(x, rounder)
    const f = f32x4.sub(x, f32x4.sub(rounded, rounder))
    const high = multiplyAdd(multiplyAdd(c6, f, c5), f, c4)
    const low = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(high, f, c3), f, c2), f, c1), f, c0)
    v128.store(to, i32x4.add(low, i32x4.shl(rounded, 23)))
    to += VECTOR
  }
}

/** exp(t/2) in place for t in [−1, 1]; `total` receives the sum of the rows. */
export function halfExponentialRows(at: usize, rows: i32, total: usize): void {
  const c0 = v128.load32_splat(HALF_POWER)
  const c1 = v128.load32_splat(HALF_POWER, 4)
  const c2 = v128.load32_splat(HALF_POWER, 8)
  const c3 = v128.load32_splat(HALF_POWER, 12)
  const c4 = v128.load32_splat(HALF_POWER, 16)
  const c5 = v128.load32_splat(HALF_POWER, 20)
  const c6 = v128.load32_splat(HALF_POWER, 24)
  let sum = f32x4.splat(0)
  let otherSum = sum
  const end = at + <usize>rows * ROW
  for (; at < end; at += VECTOR) {
    const t = v128.load(at)
    const high = multiplyAdd(multiplyAdd(c6, t, c5), t, c4)
    const value = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(high, t, c3), t, c2), t, c1), t, c0)
    v128.store(at, value)
    // Vectors alternate between the two halves of a row.
    const swap = otherSum
    otherSum = f32x4.add(sum, value)
    sum = swap
  }
  v128.store(total, sum)
  v128.store(total, otherSum, 16)
}

/** The largest |value| of some rows, of all lanes. */
export function largestMagnitude(at: usize, rows: i32): f32 {
  let largest = f32x4.splat(0)
  const end = at + <usize>rows * ROW
  for (; at < end; at += VECTOR) largest = f32x4.pmax(largest, f32x4.abs(v128.load(at)))
  const two = f32x4.pmax(largest, i32x4.shuffle(largest, largest, 2, 3, 0, 1))
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1))
}
