import {
  giveOut,
  mayShareDivisions,
  placeOf,
  project,
  projectAgain,
  reachAhead,
  reachBack,
  softmax
} from '../attention/attention'
import { dot, scoreSlopes, scoresBack } from '../attention/score-backward'
import { ROW } from '../lanes'
import { addRows, addScaled, copyRows, fillRows } from '../layout'
import { outer } from '../outer'
import { Attention, BackwardPlan, MeanBackwardPlan, Plan } from '../plan'
import { addProduct } from '../product'
import { placeSize, slotSize, stateOf } from '../slots'
import { beginBack, stepBack } from './backward'

/**
 * Backward pass of one group from the mean through attention and recurrence together. Adds to the
 * weights' gradients.
 */
export function meanBackward(mean: MeanBackwardPlan): void {
  const back = changetype<BackwardPlan>(mean.back)
  const plan = changetype<Plan>(back.plan)
  beginBack(back, plan)
  if (plan.attention) attendedBack(mean, back, plan, changetype<Attention>(plan.attention))
  else plainBack(mean, back, plan)
}

/** Backward pass without attention, where every state has the same gradient. */
function plainBack(mean: MeanBackwardPlan, back: BackwardPlan, plan: Plan): void {
  const size = slotSize(plan)
  for (let step = plan.steps - 1; step >= 0; step--) {
    addRows(back.carry, mean.gradient, plan.units)
    stepBack(back, plan, step, size)
  }
}

/**
 * Backward pass with attention, from the last state to the first. In each step, a state enters the
 * window; the query that now sees all of its keys passes gradients to them; the state that no
 * further query sees leaves, and the recurrence goes back one step.
 */
function attendedBack(mean: MeanBackwardPlan, back: BackwardPlan, plan: Plan, attention: Attention): void {
  const size = slotSize(plan)
  const last = plan.steps - 1
  for (let step = last; step > -attention.window; step--) {
    if (step >= 0) enter(mean, plan, attention, step)
    const query = step + reachBack(attention)
    if (query >= 0 && query <= last) queryBack(mean, plan, attention, query)
    const leaving = step + attention.window - 1
    if (leaving > last) continue
    leave(mean, back, plan, attention, leaving)
    stepBack(back, plan, leaving, size)
  }
}

function deltasAt(mean: MeanBackwardPlan, attention: Attention, place: i32): usize {
  return mean.deltas + <usize>place * placeSize(attention)
}

function enter(mean: MeanBackwardPlan, plan: Plan, attention: Attention, step: i32): void {
  const place = placeOf(attention, step)
  const state = stateOf(plan, step)
  if (attention.saturated) project(attention, state, plan.units + 1, place)
  else projectAgain(attention, step)
  fillRows(deltasAt(mean, attention, place), 2 * attention.units, 0)
  dot(mean.gradient, state, plan.units, mean.products + <usize>place * ROW)
}

function queryBack(mean: MeanBackwardPlan, plan: Plan, attention: Attention, query: i32): void {
  const first = max(0, query - reachBack(attention))
  const count = min(plan.steps - 1, query + reachAhead(attention)) - first + 1
  const squashed = attention.tape + <usize>(query * attention.window) * ROW
  copyRows(squashed, attention.scores, count)
  softmax(attention.scores, count)
  giveOut(attention, first, count)
  const key = placeOf(attention, first)
  const products = mean.slopes + <usize>(attention.window + 1) * ROW
  unroll(attention, mean.products, key, count, products)
  scoreSlopes(attention, squashed, products, count, mean.slopes, mean.slopes + <usize>attention.window * ROW)
  const place = placeOf(attention, query)
  const shared = mayShareDivisions(attention, place, key, count)
  scoresBack(attention, mean.deltas, mean.scoreGradients, mean.slopes, place, key, count, shared)
}

/** Copies the rows of a ring, starting at `place`, into consecutive rows. */
function unroll(attention: Attention, ring: usize, place: i32, count: i32, to: usize): void {
  const behind = min(count, attention.window - place)
  copyRows(ring + <usize>place * ROW, to, behind)
  copyRows(ring, to + <usize>behind * ROW, count - behind)
}

/**
 * Adds a state's gradient to the carry: its share of the mean, and the gradients from queries and
 * keys.
 */
function leave(
  mean: MeanBackwardPlan,
  back: BackwardPlan,
  plan: Plan,
  attention: Attention,
  step: i32
): void {
  const place = placeOf(attention, step)
  const depth = 2 * attention.units
  const deltas = deltasAt(mean, attention, place)
  addProduct(mean.weights, deltas, depth, back.carry, plan.units)
  addScaled(back.carry, mean.gradient, plan.units, attention.received + <usize>place * ROW)
  // One cache line more than needed: power-of-two strides would collide in the same few cache
  // lines.
  const stride = <usize>depth * ROW + 64
  copyRows(deltas, mean.chunkDeltas + <usize>(step % back.chunk) * stride, depth)
  if (step % back.chunk != 0) return
  const steps = min(back.chunk, plan.steps - step)
  const states = stateOf(plan, step)
  outer(
    mean.chunkDeltas,
    stride,
    depth,
    states,
    slotSize(plan),
    plan.units + 1,
    steps,
    mean.projectionGradients
  )
}
