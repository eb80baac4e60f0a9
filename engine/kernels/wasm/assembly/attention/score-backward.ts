import { multiplyAdd, multiplySubtract, ones, PAIR, quarters, ROW, VECTOR } from '../lanes'
import { addRows } from '../layout'
import { Attention } from '../plan'
import { placeSize } from '../slots'
import { following } from './attention'
import { saturatedPair } from './score'

/**
 * Backward pass from the gradients of one query's scores, one row per key, to the query and the
 * keys. With r = 1/(1 + 2^(q + k)), tanh = 1 − 2r and its slope is 4(r − r²). Values in `deltas`, a
 * ring of [query, key], lack the factor 4·W_a, which the host applies. `sums` holds rows of Σ ds·r
 * and one row of Σ ds.
 */
export function scoresBack(
  attention: Attention,
  deltas: usize,
  sums: usize,
  slopes: usize,
  queryPlace: i32,
  keyPlace: i32,
  count: i32,
  shared: bool
): void {
  const size = <usize>attention.units * ROW
  if (shared) {
    for (let unit: usize = 0; unit < size; unit += 2 * ROW) {
      for (let column = unit; column < unit + ROW; column += PAIR) {
        const slope = slopes + column - unit
        twoUnitsBack(attention, deltas, sums + column, slope, queryPlace, keyPlace, count, column)
      }
    }
  } else {
    let place = keyPlace
    for (let i = 0; i < count; i++) {
      saturatedPair(attention, queryPlace, place)
      const query = deltas + <usize>queryPlace * placeSize(attention)
      const key = deltas + <usize>place * placeSize(attention) + size
      saturatedBack(attention, slopes + <usize>i * ROW, query, key, sums)
      place = following(attention, place)
    }
  }
  for (let i = 0; i < count; i++) addRows(sums + size, slopes + <usize>i * ROW, 1)
}

/**
 * Processes two units and every key of the window. The units share a division: 1/d0 = d1/(d0·d1).
 */
function twoUnitsBack(
  attention: Attention,
  deltas: usize,
  sums: usize,
  slopes: usize,
  queryPlace: i32,
  keyPlace: i32,
  count: i32,
  column: usize
): void {
  const one = ones()
  const step = placeSize(attention)
  const query = attention.exponentials + <usize>queryPlace * step + column
  const q0 = v128.load(query)
  const q0Right = v128.load(query, VECTOR)
  const q1 = v128.load(query, ROW)
  const q1Right = v128.load(query, ROW + VECTOR)
  let toQuery0 = f32x4.splat(0)
  let toQuery0Right = toQuery0
  let toQuery1 = toQuery0
  let toQuery1Right = toQuery0
  let sum0 = v128.load(sums)
  let sum0Right = v128.load(sums, VECTOR)
  let sum1 = v128.load(sums, ROW)
  let sum1Right = v128.load(sums, ROW + VECTOR)
  const keys = column + <usize>attention.units * ROW
  const around = <usize>attention.window * step
  let offset = <usize>keyPlace * step + keys
  const end = slopes + <usize>count * ROW
  for (let slope = slopes; slope < end; slope += ROW) {
    const key = attention.exponentials + offset
    const delta = deltas + offset
    const g = v128.load(slope)
    const gRight = v128.load(slope, VECTOR)
    const d0 = multiplyAdd(q0, v128.load(key), one)
    const d0Right = multiplyAdd(q0Right, v128.load(key, VECTOR), one)
    const d1 = multiplyAdd(q1, v128.load(key, ROW), one)
    const d1Right = multiplyAdd(q1Right, v128.load(key, ROW + VECTOR), one)
    const inverse = f32x4.div(one, f32x4.mul(d0, d1))
    const inverseRight = f32x4.div(one, f32x4.mul(d0Right, d1Right))
    const r0 = f32x4.mul(inverse, d1)
    const r0Right = f32x4.mul(inverseRight, d1Right)
    const r1 = f32x4.mul(inverse, d0)
    const r1Right = f32x4.mul(inverseRight, d0Right)
    const u0 = f32x4.mul(g, multiplySubtract(r0, r0, r0))
    const u0Right = f32x4.mul(gRight, multiplySubtract(r0Right, r0Right, r0Right))
    const u1 = f32x4.mul(g, multiplySubtract(r1, r1, r1))
    const u1Right = f32x4.mul(gRight, multiplySubtract(r1Right, r1Right, r1Right))
    const toKey0 = f32x4.add(v128.load(delta), u0)
    const toKey0Right = f32x4.add(v128.load(delta, VECTOR), u0Right)
    const toKey1 = f32x4.add(v128.load(delta, ROW), u1)
    const toKey1Right = f32x4.add(v128.load(delta, ROW + VECTOR), u1Right)
    v128.store(delta, toKey0)
    v128.store(delta, toKey0Right, VECTOR)
    v128.store(delta, toKey1, ROW)
    v128.store(delta, toKey1Right, ROW + VECTOR)
    toQuery0 = f32x4.add(toQuery0, u0)
    toQuery0Right = f32x4.add(toQuery0Right, u0Right)
    toQuery1 = f32x4.add(toQuery1, u1)
    toQuery1Right = f32x4.add(toQuery1Right, u1Right)
    sum0 = multiplyAdd(g, r0, sum0)
    sum0Right = multiplyAdd(gRight, r0Right, sum0Right)
    sum1 = multiplyAdd(g, r1, sum1)
    sum1Right = multiplyAdd(gRight, r1Right, sum1Right)
    offset += step
    if (offset >= around + keys) offset -= around
  }
  const out = deltas + <usize>queryPlace * step + column
  const out0 = f32x4.add(v128.load(out), toQuery0)
  const out0Right = f32x4.add(v128.load(out, VECTOR), toQuery0Right)
  const out1 = f32x4.add(v128.load(out, ROW), toQuery1)
  const out1Right = f32x4.add(v128.load(out, ROW + VECTOR), toQuery1Right)
  v128.store(out, out0)
  v128.store(out, out0Right, VECTOR)
  v128.store(out, out1, ROW)
  v128.store(out, out1Right, ROW + VECTOR)
  v128.store(sums, sum0)
  v128.store(sums, sum0Right, VECTOR)
  v128.store(sums, sum1, ROW)
  v128.store(sums, sum1Right, ROW + VECTOR)
}

/** Processes one key, using the powers of the pair. */
function saturatedBack(attention: Attention, gradient: usize, query: usize, key: usize, sums: usize): void {
  const one = ones()
  const size = <usize>attention.units * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    const g = v128.load(gradient + column)
    const h = v128.load(gradient + column, VECTOR)
    for (let at = column; at < size; at += ROW) {
      const r = f32x4.div(one, f32x4.add(one, v128.load(attention.pair + at)))
      const s = f32x4.div(one, f32x4.add(one, v128.load(attention.pair + at, VECTOR)))
      const toUnit = f32x4.mul(g, multiplySubtract(r, r, r))
      const toUnitRight = f32x4.mul(h, multiplySubtract(s, s, s))
      const toQuery = f32x4.add(v128.load(query + at), toUnit)
      const toQueryRight = f32x4.add(v128.load(query + at, VECTOR), toUnitRight)
      const toKey = f32x4.add(v128.load(key + at), toUnit)
      const toKeyRight = f32x4.add(v128.load(key + at, VECTOR), toUnitRight)
      const sum = multiplyAdd(g, r, v128.load(sums + at))
      const sumRight = multiplyAdd(h, s, v128.load(sums + at, VECTOR))
      v128.store(query + at, toQuery)
      v128.store(query + at, toQueryRight, VECTOR)
      v128.store(key + at, toKey)
      v128.store(key + at, toKeyRight, VECTOR)
      v128.store(sums + at, sum)
      v128.store(sums + at, sumRight, VECTOR)
    }
  }
}

/**
 * Writes the gradients of one query's scores to `slopes`. Inputs are the query's attention at
 * attention.scores, tanh(s/2) at `squashed`, and the product of each state and the attended state's
 * gradient at `products`: ds = a·(da − Σ a·da)·¼(1 − t²). `mean` is a scratch row.
 */
export function scoreSlopes(
  attention: Attention,
  squashed: usize,
  products: usize,
  count: i32,
  slopes: usize,
  mean: usize
): void {
  const one = ones()
  const quarter = quarters()
  const size = <usize>count * ROW
  dot(attention.scores, products, count, mean)
  for (let at: usize = 0; at < size; at += PAIR) {
    const t = v128.load(squashed + at)
    const u = v128.load(squashed + at, VECTOR)
    const column = at & (ROW - 1)
    const centred = f32x4.sub(v128.load(products + at), v128.load(mean + column))
    const centredRight = f32x4.sub(v128.load(products + at, VECTOR), v128.load(mean + column, VECTOR))
    const slope = f32x4.mul(quarter, multiplySubtract(t, t, one))
    const slopeRight = f32x4.mul(quarter, multiplySubtract(u, u, one))
    const left = f32x4.mul(f32x4.mul(v128.load(attention.scores + at), centred), slope)
    const right = f32x4.mul(f32x4.mul(v128.load(attention.scores + at, VECTOR), centredRight), slopeRight)
    v128.store(slopes + at, left)
    v128.store(slopes + at, right, VECTOR)
  }
}

/**
 * out = Σ_row a[row]·b[row], lane by lane. Even and odd rows are summed separately, so that neither
 * sum waits for the other.
 */
export function dot(a: usize, b: usize, rows: i32, out: usize): void {
  const end = a + <usize>rows * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    let even = f32x4.splat(0)
    let evenRight = even
    let odd = even
    let oddRight = even
    let at = a + column
    let other = b + column
    for (; at + ROW < end; at += 2 * ROW) {
      even = multiplyAdd(v128.load(at), v128.load(other), even)
      evenRight = multiplyAdd(v128.load(at, VECTOR), v128.load(other, VECTOR), evenRight)
      odd = multiplyAdd(v128.load(at, ROW), v128.load(other, ROW), odd)
      oddRight = multiplyAdd(v128.load(at, ROW + VECTOR), v128.load(other, ROW + VECTOR), oddRight)
      other += 2 * ROW
    }
    if (at < end) {
      even = multiplyAdd(v128.load(at), v128.load(other), even)
      evenRight = multiplyAdd(v128.load(at, VECTOR), v128.load(other, VECTOR), evenRight)
    }
    v128.store(out + column, f32x4.add(even, odd))
    v128.store(out + column, f32x4.add(evenRight, oddRight), VECTOR)
  }
}
