import { FLOAT, multiplyAdd, PAIR, ROW, VECTOR } from '../lanes'

/**
 * 2^f on [−½, ½] by degree 6 (relative error 2e-9), and 1.5·2^23: adding this constant rounds to
 * the nearest integer and leaves it in the low bits. Then exp(t/2) on [−1, 1] by degree 6 (relative
 * error 2.4e-8).
 */
const POWER = memory.data<f32>([
  12582912.0, 1.0, 0.6931471824645996, 0.24022646248340607, 0.05550328642129898, 0.009618489071726799,
  0.0013399930903688073, 0.0001534581242594868
])
const HALF_POWER = memory.data<f32>([
  1.0, 0.5000001788139343, 0.12499982118606567, 0.020832020789384842, 0.002604586770758033,
  0.0002630991511978209, 0.0000215315524925098
])

/** Scratch space for a pair. */
const LARGEST = memory.data(32, 16)

/**
 * to = 2^from; returns the largest |from|. The caller must check that it is below 126: beyond that,
 * the results are not valid floats.
 */
export function exponentialRows(from: usize, to: usize, rows: i32): f32 {
  const rounder = v128.load32_splat(POWER)
  const c0 = v128.load32_splat(POWER, 4)
  const c1 = v128.load32_splat(POWER, 8)
  const c2 = v128.load32_splat(POWER, 12)
  const c3 = v128.load32_splat(POWER, 16)
  const c4 = v128.load32_splat(POWER, 20)
  const c5 = v128.load32_splat(POWER, 24)
  const c6 = v128.load32_splat(POWER, 28)
  let largest = f32x4.splat(0)
  let largestRight = largest
  const end = from + <usize>rows * ROW
  for (; from < end; from += PAIR) {
    const x = v128.load(from)
    const y = v128.load(from, VECTOR)
    const rounded = f32x4.add(x, rounder)
    const roundedRight = f32x4.add(y, rounder)
    const f = f32x4.sub(x, f32x4.sub(rounded, rounder))
    const g = f32x4.sub(y, f32x4.sub(roundedRight, rounder))
    const high = multiplyAdd(multiplyAdd(c6, f, c5), f, c4)
    const highRight = multiplyAdd(multiplyAdd(c6, g, c5), g, c4)
    const low = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(high, f, c3), f, c2), f, c1), f, c0)
    const lowRight = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(highRight, g, c3), g, c2), g, c1), g, c0)
    v128.store(to, i32x4.add(low, i32x4.shl(rounded, 23)))
    v128.store(to, i32x4.add(lowRight, i32x4.shl(roundedRight, 23)), VECTOR)
    largest = f32x4.pmax(largest, f32x4.abs(x))
    largestRight = f32x4.pmax(largestRight, f32x4.abs(y))
    to += PAIR
  }
  v128.store(LARGEST, largest)
  v128.store(LARGEST, largestRight, VECTOR)
  return largestOfPair()
}

function largestOfPair(): f32 {
  let largest: f32 = 0
  for (let at: usize = 0; at < PAIR; at += FLOAT) largest = max(largest, load<f32>(LARGEST + at))
  return largest
}

/** exp(t/2) in place for t in [−1, 1]. Writes the sum of the rows to `total`. */
export function halfExponentialRows(at: usize, rows: i32, total: usize): void {
  const c0 = v128.load32_splat(HALF_POWER)
  const c1 = v128.load32_splat(HALF_POWER, 4)
  const c2 = v128.load32_splat(HALF_POWER, 8)
  const c3 = v128.load32_splat(HALF_POWER, 12)
  const c4 = v128.load32_splat(HALF_POWER, 16)
  const c5 = v128.load32_splat(HALF_POWER, 20)
  const c6 = v128.load32_splat(HALF_POWER, 24)
  const end = at + <usize>rows * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    let sum = f32x4.splat(0)
    let sumRight = sum
    for (let to = at + column; to < end; to += ROW) {
      const t = v128.load(to)
      const u = v128.load(to, VECTOR)
      const high = multiplyAdd(multiplyAdd(c6, t, c5), t, c4)
      const highRight = multiplyAdd(multiplyAdd(c6, u, c5), u, c4)
      const left = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(high, t, c3), t, c2), t, c1), t, c0)
      const right = multiplyAdd(multiplyAdd(multiplyAdd(multiplyAdd(highRight, u, c3), u, c2), u, c1), u, c0)
      v128.store(to, left)
      v128.store(to, right, VECTOR)
      sum = f32x4.add(sum, left)
      sumRight = f32x4.add(sumRight, right)
    }
    v128.store(total + column, sum)
    v128.store(total + column, sumRight, VECTOR)
  }
}
