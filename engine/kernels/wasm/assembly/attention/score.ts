import { multiplyAdd, ones, PAIR, ROW, VECTOR } from '../lanes'
import { Attention } from '../plan'
import { placeSize } from '../slots'
import { exponentialRows } from './exponential'

/**
 * Half the score of one query and one key: ½(W_a·tanh(q + k) + b_a), with tanh(q + k) = 1 − 2/(1 +
 * e^2q·e^2k). The exponentials are computed once per state, which leaves one division per unit and
 * pair. Four units share it, two by two: w0/d0 + w1/d1 = (w0·d1 + w1·d0)/(d0·d1). Divisions are the
 * bottleneck of this loop.
 */
export function score(attention: Attention, queryPlace: i32, keyPlace: i32, out: usize): void {
  const place = placeSize(attention)
  const query = attention.exponentials + <usize>queryPlace * place
  const key = attention.exponentials + <usize>keyPlace * place + <usize>attention.units * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    scorePair(attention, query + column, key + column, out + column)
  }
}

function scorePair(attention: Attention, query: usize, key: usize, out: usize): void {
  let weights = attention.scoreWeights
  const one = ones()
  let sum = f32x4.splat(attention.scoreBias)
  let sumRight = sum
  const end = query + <usize>attention.units * ROW
  while (query < end) {
    const w0 = v128.load32_splat(weights)
    const w1 = v128.load32_splat(weights, 4)
    const w2 = v128.load32_splat(weights, 8)
    const w3 = v128.load32_splat(weights, 12)
    const d0 = multiplyAdd(v128.load(query), v128.load(key), one)
    const d1 = multiplyAdd(v128.load(query, 1 * ROW), v128.load(key, 1 * ROW), one)
    const d2 = multiplyAdd(v128.load(query, 2 * ROW), v128.load(key, 2 * ROW), one)
    const d3 = multiplyAdd(v128.load(query, 3 * ROW), v128.load(key, 3 * ROW), one)
    const e0 = multiplyAdd(v128.load(query, VECTOR), v128.load(key, VECTOR), one)
    const e1 = multiplyAdd(v128.load(query, 1 * ROW + VECTOR), v128.load(key, 1 * ROW + VECTOR), one)
    const e2 = multiplyAdd(v128.load(query, 2 * ROW + VECTOR), v128.load(key, 2 * ROW + VECTOR), one)
    const e3 = multiplyAdd(v128.load(query, 3 * ROW + VECTOR), v128.load(key, 3 * ROW + VECTOR), one)
    const above01 = multiplyAdd(w0, d1, f32x4.mul(w1, d0))
    const above01Right = multiplyAdd(w0, e1, f32x4.mul(w1, e0))
    const above23 = multiplyAdd(w2, d3, f32x4.mul(w3, d2))
    const above23Right = multiplyAdd(w2, e3, f32x4.mul(w3, e2))
    const below01 = f32x4.mul(d0, d1)
    const below01Right = f32x4.mul(e0, e1)
    const below23 = f32x4.mul(d2, d3)
    const below23Right = f32x4.mul(e2, e3)
    const above = multiplyAdd(above01, below23, f32x4.mul(above23, below01))
    const aboveRight = multiplyAdd(above01Right, below23Right, f32x4.mul(above23Right, below01Right))
    sum = f32x4.add(sum, f32x4.div(above, f32x4.mul(below01, below23)))
    sumRight = f32x4.add(sumRight, f32x4.div(aboveRight, f32x4.mul(below01Right, below23Right)))
    query += 4 * ROW
    key += 4 * ROW
    weights += 16
  }
  v128.store(out, sum)
  v128.store(out, sumRight, VECTOR)
}

/** Same as `score` for any q + k, using the powers of the pair and no shared denominators. */
export function saturatedScore(attention: Attention, queryPlace: i32, keyPlace: i32, out: usize): void {
  saturatedPair(attention, queryPlace, keyPlace)
  const one = ones()
  const end = attention.pair + <usize>attention.units * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    let weights = attention.scoreWeights
    let left = f32x4.splat(attention.scoreBias)
    let right = left
    for (let power = attention.pair + column; power < end; power += ROW) {
      const weight = v128.load32_splat(weights)
      left = f32x4.add(left, f32x4.div(weight, f32x4.add(one, v128.load(power))))
      right = f32x4.add(right, f32x4.div(weight, f32x4.add(one, v128.load(power, VECTOR))))
      weights += 4
    }
    v128.store(out + column, left)
    v128.store(out + column, right, VECTOR)
  }
}

/**
 * Writes 2^(q + k) of every unit to attention.pair, from the sum clamped to a float's exponent
 * range.
 */
export function saturatedPair(attention: Attention, queryPlace: i32, keyPlace: i32): void {
  const size = <usize>attention.units * ROW
  const query = attention.projected + <usize>queryPlace * placeSize(attention)
  const key = attention.projected + <usize>keyPlace * placeSize(attention) + size
  const limit = f32x4.splat(125)
  const lowest = f32x4.neg(limit)
  for (let at: usize = 0; at < size; at += VECTOR) {
    const sum = f32x4.add(v128.load(query + at), v128.load(key + at))
    v128.store(attention.pair + at, f32x4.pmax(f32x4.pmin(sum, limit), lowest))
  }
  exponentialRows(attention.pair, attention.pair, attention.units)
}
