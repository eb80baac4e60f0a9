import { exponentialRows } from './exponential'
import { multiplyAdd, ROW, VECTOR } from './lanes'
import { Attention } from './plan'

/**
 * Half the score of one query and one key: ½(W_a·tanh(q + k) + b_a), with tanh(q + k) = 1 − 2/(1 + e^2q·e^2k). The exponentials
 * are taken once per state, so what is left per pair is one division a unit, and four units share it, two by two:
 * w0/d0 + w1/d1 = (w0·d1 + w1·d0)/(d0·d1). Divisions are what this loop waits for.
 */
export function score(attention: Attention, queryPlace: i32, keyPlace: i32, out: usize): void {
  const size = <usize>attention.units * ROW
  const query = attention.exponentials + <usize>queryPlace * 2 * size
  const key = attention.exponentials + (<usize>keyPlace * 2 + 1) * size
  scoreHalf(attention, query, key, out)
  scoreHalf(attention, query + VECTOR, key + VECTOR, out + VECTOR)
}

/** Of four of the eight lanes. */
function scoreHalf(attention: Attention, query: usize, key: usize, out: usize): void {
  let weights = attention.scoreWeights
  const one = f32x4.splat(1)
  let sum = f32x4.splat(attention.scoreBias)
  const end = query + <usize>attention.units * ROW
  while (query < end) {
    const d0 = multiplyAdd(v128.load(query), v128.load(key), one)
    const d1 = multiplyAdd(v128.load(query, 32), v128.load(key, 32), one)
    const d2 = multiplyAdd(v128.load(query, 64), v128.load(key, 64), one)
    const d3 = multiplyAdd(v128.load(query, 96), v128.load(key, 96), one)
    const above01 = multiplyAdd(v128.load32_splat(weights), d1, f32x4.mul(v128.load32_splat(weights, 4), d0))
    const above23 = multiplyAdd(
      v128.load32_splat(weights, 8),
      d3,
      f32x4.mul(v128.load32_splat(weights, 12), d2)
    )
    const below01 = f32x4.mul(d0, d1)
    const below23 = f32x4.mul(d2, d3)
    const above = multiplyAdd(above01, below23, f32x4.mul(above23, below01))
    sum = f32x4.add(sum, f32x4.div(above, f32x4.mul(below01, below23)))
    query += 4 * ROW
    key += 4 * ROW
    weights += 16
  }
  v128.store(out, sum)
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
