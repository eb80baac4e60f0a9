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

/** The same for any q + k, from the powers of the pair and without shared denominators. */
export function saturatedScore(attention: Attention, queryPlace: i32, keyPlace: i32, out: usize): void {
  saturatedPair(attention, queryPlace, keyPlace)
  let power = attention.pair
  let weights = attention.scoreWeights
  const one = f32x4.splat(1)
  let left = f32x4.splat(attention.scoreBias)
  let right = left
  const end = power + <usize>attention.units * ROW
  for (; power < end; power += ROW) {
    const weight = v128.load32_splat(weights)
    left = f32x4.add(left, f32x4.div(weight, f32x4.add(one, v128.load(power))))
    right = f32x4.add(right, f32x4.div(weight, f32x4.add(one, v128.load(power, VECTOR))))
    weights += 4
  }
  v128.store(out, left)
  v128.store(out, right, VECTOR)
}

/** 2^(q + k) of every unit, from the exponentials of the states. */
export function pair(attention: Attention, queryPlace: i32, keyPlace: i32): void {
  const size = <usize>attention.units * ROW
  const query = attention.exponentials + <usize>queryPlace * 2 * size
  const key = attention.exponentials + (<usize>keyPlace * 2 + 1) * size
  for (let at: usize = 0; at < size; at += VECTOR) {
    v128.store(attention.pair + at, f32x4.mul(v128.load(query + at), v128.load(key + at)))
  }
}

/** The same where those may be out of range: from the sum, as far as a float's exponent goes. */
export function saturatedPair(attention: Attention, queryPlace: i32, keyPlace: i32): void {
  const size = <usize>attention.units * ROW
  const query = attention.projected + <usize>queryPlace * 2 * size
  const key = attention.projected + (<usize>keyPlace * 2 + 1) * size
  const limit = f32x4.splat(125)
  const lowest = f32x4.neg(limit)
  for (let at: usize = 0; at < size; at += VECTOR) {
    const sum = f32x4.add(v128.load(query + at), v128.load(key + at))
    v128.store(attention.pair + at, f32x4.pmax(f32x4.pmin(sum, limit), lowest))
  }
  exponentialRows(attention.pair, attention.pair, attention.units)
}
