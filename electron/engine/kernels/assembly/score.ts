import { exponentialRows } from './exponential'
import { multiplyAdd, ROW, VECTOR } from './lanes'
import { Attention } from './plan'

/**
 * Half the score of one query and one key: ½(W_a·tanh(q + k) + b_a), with tanh(q + k) = 1 − 2/(1 + e^2q·e^2k). The exponentials
 * are taken once per state, so what is left per pair is one division, and two units share it:
 * w0/d0 + w1/d1 = (w0·d1 + w1·d0)/(d0·d1).
 */
export function score(attention: Attention, queryPlace: i32, keyPlace: i32, out: usize): void {
  const size = <usize>attention.units * ROW
  let query = attention.exponentials + <usize>queryPlace * 2 * size
  let key = attention.exponentials + (<usize>keyPlace * 2 + 1) * size
  let weights = attention.scoreWeights
  const one = f32x4.splat(1)
  let left = f32x4.splat(attention.scoreBias)
  let right = left
  const end = query + size
  while (query < end) {
    const w0 = v128.load32_splat(weights)
    const w1 = v128.load32_splat(weights, 4)
    const a0 = multiplyAdd(v128.load(query), v128.load(key), one)
    const b0 = multiplyAdd(v128.load(query, 16), v128.load(key, 16), one)
    const a1 = multiplyAdd(v128.load(query, 32), v128.load(key, 32), one)
    const b1 = multiplyAdd(v128.load(query, 48), v128.load(key, 48), one)
    left = f32x4.add(left, f32x4.div(multiplyAdd(w0, a1, f32x4.mul(w1, a0)), f32x4.mul(a0, a1)))
    right = f32x4.add(right, f32x4.div(multiplyAdd(w0, b1, f32x4.mul(w1, b0)), f32x4.mul(b0, b1)))
    query += 2 * ROW
    key += 2 * ROW
    weights += 8
  }
  v128.store(out, left)
  v128.store(out, right, VECTOR)
}

/** The same for any q + k, one unit at a time and without shared denominators. */
export function saturatedScore(attention: Attention, queryPlace: i32, keyPlace: i32, out: usize): void {
  const size = <usize>attention.units * ROW
  let query = attention.projected + <usize>queryPlace * 2 * size
  let key = attention.projected + (<usize>keyPlace * 2 + 1) * size
  let weights = attention.scoreWeights
  const limit = f32x4.splat(125)
  const lowest = f32x4.neg(limit)
  const one = f32x4.splat(1)
  let left = f32x4.splat(attention.scoreBias)
  let right = left
  const end = query + size
  for (; query < end; query += ROW) {
    const weight = v128.load32_splat(weights)
    const a = f32x4.add(v128.load(query), v128.load(key))
    const b = f32x4.add(v128.load(query, VECTOR), v128.load(key, VECTOR))
    v128.store(out, f32x4.pmax(f32x4.pmin(a, limit), lowest))
    v128.store(out, f32x4.pmax(f32x4.pmin(b, limit), lowest), VECTOR)
    exponentialRows(out, out, 1)
    left = f32x4.add(left, f32x4.div(weight, f32x4.add(one, v128.load(out))))
    right = f32x4.add(right, f32x4.div(weight, f32x4.add(one, v128.load(out, VECTOR))))
    key += ROW
    weights += 4
  }
  v128.store(out, left)
  v128.store(out, right, VECTOR)
}
