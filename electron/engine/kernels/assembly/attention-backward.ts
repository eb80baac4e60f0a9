import {
  following,
  mayShareDivisions,
  placeOf,
  reachAhead,
  reachBack,
  softmax,
  squashedScores
} from './attention'
import { FLOAT, multiplyAdd, multiplySubtract, PAIR, ROW, VECTOR } from './lanes'
import { addRows, addScaled, copyRows, fillRows, gather, scatter } from './layout'
import { outer } from './outer'
import { Attention, AttentionBackwardPlan, Plan } from './plan'
import { product } from './product'
import { slotSize } from './recurrence'
import { pair, saturatedPair } from './score'
import { enter, strideOf } from './sequence'

/**
 * Back through local attention, in the order of the way forward: a query's gradient reaches queries, keys and states of its
 * window; a state whose window is complete leaves, and what it collected goes through the projection.
 */
export function attendBackward(back: AttentionBackwardPlan): void {
  const plan = changetype<Plan>(back.plan)
  const attention = changetype<Attention>(plan.attention)
  const ahead = reachAhead(attention)
  const last = plan.steps - 1
  for (let step = 0; step < plan.steps + attention.window - 1; step++) {
    if (step <= last) begin(back, plan, attention, step)
    const query = step - ahead
    if (query >= 0 && query <= last) queryBack(back, plan, attention, query, min(step, last))
    const leaving = step - attention.window + 1
    if (leaving >= 0) leave(back, plan, attention, leaving)
  }
}

function deltasAt(back: AttentionBackwardPlan, attention: Attention, place: i32): usize {
  return back.deltas + <usize>(place * 2 * attention.units) * ROW
}

function begin(back: AttentionBackwardPlan, plan: Plan, attention: Attention, step: i32): void {
  const place = placeOf(attention, step)
  enter(attention, plan, step)
  fillRows(deltasAt(back, attention, place), 2 * attention.units, 0)
  fillRows(back.carries + <usize>(place * plan.units) * ROW, plan.units, 0)
}

function queryBack(
  back: AttentionBackwardPlan,
  plan: Plan,
  attention: Attention,
  query: i32,
  last: i32
): void {
  const first = max(0, query - reachBack(attention))
  const count = last - first + 1
  gather(
    plan.states + <usize>(query * plan.units) * FLOAT,
    strideOf(plan),
    plan.patches,
    plan.units,
    back.gradient
  )
  squashedScores(attention, query, first, last)
  copyRows(attention.scores, back.squashed, count)
  softmax(attention.scores, count)
  const place = placeOf(attention, query)
  weightGradients(back, plan, attention, first, count)
  let key = placeOf(attention, first)
  const shared = mayShareDivisions(attention, place, key, count)
  for (let i = 0; i < count; i++) {
    if (shared) pair(attention, place, key)
    else saturatedPair(attention, place, key)
    pairBack(back, attention, back.squashed + <usize>i * ROW, place, key)
    key = following(attention, key)
  }
}

/**
 * The states' own part, and at `squashed` the gradient of each score: ds = a·(da − Σ a·da)·¼(1 − t²), with da the product of the
 * attended state's gradient and the state, and t = tanh(s/2).
 */
function weightGradients(
  back: AttentionBackwardPlan,
  plan: Plan,
  attention: Attention,
  first: i32,
  count: i32
): void {
  const mean = back.product
  const products = mean + ROW
  fillRows(mean, 1, 0)
  for (let i = 0; i < count; i++) {
    const place = <usize>placeOf(attention, first + i)
    const weight = attention.scores + <usize>i * ROW
    addScaled(back.carries + place * <usize>plan.units * ROW, back.gradient, plan.units, weight)
    dot(back.gradient, plan.slots + place * slotSize(plan), plan.units, products + <usize>i * ROW)
    addScaled(mean, products + <usize>i * ROW, 1, weight)
  }
  const one = f32x4.splat(1)
  const quarter = f32x4.splat(0.25)
  for (let at: usize = 0; at < <usize>count * ROW; at += PAIR) {
    const t = v128.load(back.squashed + at)
    const u = v128.load(back.squashed + at, VECTOR)
    const column = at & (ROW - 1)
    const centred = f32x4.sub(v128.load(products + at), v128.load(mean + column))
    const centredRight = f32x4.sub(v128.load(products + at, VECTOR), v128.load(mean + column, VECTOR))
    const slope = f32x4.mul(quarter, multiplySubtract(t, t, one))
    const slopeRight = f32x4.mul(quarter, multiplySubtract(u, u, one))
    const left = f32x4.mul(f32x4.mul(v128.load(attention.scores + at), centred), slope)
    const right = f32x4.mul(f32x4.mul(v128.load(attention.scores + at, VECTOR), centredRight), slopeRight)
    v128.store(back.squashed + at, left)
    v128.store(back.squashed + at, right, VECTOR)
  }
}

/** out = Σ_row a[row]·b[row], lane by lane. */
function dot(a: usize, b: usize, rows: i32, out: usize): void {
  const end = a + <usize>rows * ROW
  for (let column: usize = 0; column < ROW; column += PAIR) {
    let left = f32x4.splat(0)
    let right = left
    let other = b + column
    for (let at = a + column; at < end; at += ROW) {
      left = multiplyAdd(v128.load(at), v128.load(other), left)
      right = multiplyAdd(v128.load(at, VECTOR), v128.load(other, VECTOR), right)
      other += ROW
    }
    v128.store(out + column, left)
    v128.store(out + column, right, VECTOR)
  }
}

/**
 * From the gradient of one score to its query, its key and the score's weights. With r = 1/(1 + 2^(q + k)): tanh = 1 − 2r and its
 * slope is 4(r − r²). The stored weights are −W_a, and the −4 that this leaves out is put back by the host.
 */
function pairBack(
  back: AttentionBackwardPlan,
  attention: Attention,
  scoreGradient: usize,
  queryPlace: i32,
  keyPlace: i32
): void {
  const units = attention.units
  const size = <usize>units * ROW
  const query = deltasAt(back, attention, queryPlace)
  const key = deltasAt(back, attention, keyPlace) + size
  const sums = back.scoreGradients
  for (let column: usize = 0; column < ROW; column += PAIR) {
    columnPairBack(attention, column, scoreGradient + column, query, key, sums)
  }
  addRows(sums + size, scoreGradient, 1)
}

function columnPairBack(
  attention: Attention,
  column: usize,
  gradient: usize,
  query: usize,
  key: usize,
  sums: usize
): void {
  const one = f32x4.splat(1)
  const g = v128.load(gradient)
  const h = v128.load(gradient, VECTOR)
  const end = column + <usize>attention.units * ROW
  let weights = attention.scoreWeights
  for (let at = column; at < end; at += ROW) {
    const r = f32x4.div(one, f32x4.add(one, v128.load(attention.pair + at)))
    const s = f32x4.div(one, f32x4.add(one, v128.load(attention.pair + at, VECTOR)))
    const weight = v128.load32_splat(weights)
    const toUnit = f32x4.mul(f32x4.mul(weight, g), multiplySubtract(r, r, r))
    const toUnitRight = f32x4.mul(f32x4.mul(weight, h), multiplySubtract(s, s, s))
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
    weights += 4
  }
}

/** Through the projection: to the state's gradient, and in chunks to the weights'. */
function leave(back: AttentionBackwardPlan, plan: Plan, attention: Attention, step: i32): void {
  const place = placeOf(attention, step)
  const depth = 2 * attention.units
  const operandSize = <usize>(plan.units + 1) * ROW
  const deltas = deltasAt(back, attention, place)
  const carry = back.carries + <usize>(place * plan.units) * ROW
  product(back.weights, deltas, depth, back.product, plan.units)
  addRows(carry, back.product, plan.units)
  scatter(
    carry,
    plan.units,
    back.stateGradients + <usize>(step * plan.units) * FLOAT,
    strideOf(plan),
    plan.patches
  )
  const index = step % back.chunk
  // One cache line more than needed: strides of a power of two would meet in the same few lines of the cache.
  const stride = <usize>depth * ROW + 64
  copyRows(deltas, back.chunkDeltas + <usize>index * stride, depth)
  copyRows(
    plan.slots + <usize>place * slotSize(plan),
    back.chunkOperands + <usize>index * operandSize,
    plan.units + 1
  )
  if (index + 1 < back.chunk && step + 1 < plan.steps) return
  const operands = back.chunkOperands
  outer(
    back.chunkDeltas,
    stride,
    depth,
    operands,
    operandSize,
    plan.units + 1,
    index + 1,
    back.projectionGradients
  )
}
