import { FLOAT, ROW } from '../lanes'
import { addRows, addScaled, copyRows, fillRows, gather, scatter } from '../layout'
import { outer } from '../outer'
import { Attention, AttentionBackwardPlan, Plan } from '../plan'
import { product } from '../product'
import { placeSize, slotSize } from '../slots'
import { mayShareDivisions, placeOf, reachAhead, reachBack, softmax, squashedScores } from './attention'
import { dot, scoreSlopes, scoresBack } from './score-backward'
import { enter, strideOf } from './sequence'

/**
 * Backward pass through local attention, in the order of the forward pass. A query's gradient
 * reaches the queries, keys and states of its window. A state whose window is complete leaves the
 * ring, and its collected gradients pass through the projection.
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
  return back.deltas + <usize>place * placeSize(attention)
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
  statesBack(back, plan, attention, first, count)
  scoreSlopes(attention, back.squashed, back.product + ROW, count, back.squashed, back.product)
  const place = placeOf(attention, query)
  const key = placeOf(attention, first)
  const shared = mayShareDivisions(attention, place, key, count)
  scoresBack(attention, back.deltas, back.scoreGradients, back.squashed, place, key, count, shared)
}

/**
 * Adds to the states' own gradients. From the second row of `product` on, stores the product of
 * each state and the attended state's gradient.
 */
function statesBack(
  back: AttentionBackwardPlan,
  plan: Plan,
  attention: Attention,
  first: i32,
  count: i32
): void {
  const products = back.product + ROW
  for (let i = 0; i < count; i++) {
    const place = <usize>placeOf(attention, first + i)
    const weight = attention.scores + <usize>i * ROW
    addScaled(back.carries + place * <usize>plan.units * ROW, back.gradient, plan.units, weight)
    dot(back.gradient, plan.slots + place * slotSize(plan), plan.units, products + <usize>i * ROW)
  }
}

/**
 * Passes a leaving state's deltas through the projection to its gradient and, in chunks, the
 * weights'.
 */
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
  // One cache line more than needed: power-of-two strides would collide in the same few cache
  // lines.
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
