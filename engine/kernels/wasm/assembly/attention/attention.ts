import { FLOAT, ones, PAIR, ROW, VECTOR } from '../lanes'
import { addRows, addScaled, copyRows, fillRows } from '../layout'
import { Attention, Plan } from '../plan'
import { product } from '../product'
import { tanhRows } from '../recurrence/activation'
import { placeSize, stateOf } from '../slots'
import { exponentialRows, halfExponentialRows } from './exponential'
import { saturatedScore, score } from './score'

/**
 * Local attention over a ring with as many places as the window is wide. State t has place (t + 1)
 * mod window. Query t sees the states [t − ⌊window/2⌋, t − ⌊window/2⌋ + window) that exist
 * (equations 1–3 of the paper; at the ends the softmax covers the remaining states).
 */

export function reachBack(attention: Attention): i32 {
  return attention.window >> 1
}

export function reachAhead(attention: Attention): i32 {
  return attention.window - 1 - reachBack(attention)
}

export function placeOf(attention: Attention, step: i32): i32 {
  return (step + 1) % attention.window
}

/** Returns the next place of the ring. Integer division would cost as much as a row of tanh. */
export function following(attention: Attention, place: i32): i32 {
  return place + 1 == attention.window ? 0 : place + 1
}

/** Computes the query and key of a state. A row of ones must follow the state. */
export function project(attention: Attention, state: usize, depth: i32, place: i32): void {
  const units = attention.units
  const offset = <usize>place * placeSize(attention)
  const projected = attention.projected + offset
  product(attention.weights, state, depth, projected, 2 * units)
  const exponentials = attention.exponentials + offset
  const magnitudes = attention.magnitudes + ((<usize>place * 2) << 2)
  const size = <usize>units * ROW
  store<f32>(magnitudes, exponentialRows(projected, exponentials, units))
  store<f32>(magnitudes, exponentialRows(projected + size, exponentials + size, units), FLOAT)
  fillRows(attention.received + <usize>place * ROW, 1, 0)
}

/**
 * Restores what `project` computed for a state in the forward pass. Valid only if nothing was
 * saturated: the restored exponentials are small enough for shared divisions.
 */
export function projectAgain(attention: Attention, step: i32): void {
  const place = placeOf(attention, step)
  const rows = 2 * attention.units
  const kept = attention.exponentialsTape + <usize>(step * rows) * ROW
  copyRows(kept, attention.exponentials + <usize>place * placeSize(attention), rows)
  store<i64>(attention.magnitudes + ((<usize>place * 2) << 2), 0)
  fillRows(attention.received + <usize>place * ROW, 1, 0)
}

/** Computes a_t,t' of one query into attention.scores, one row per state that the query sees. */
export function attentionOf(attention: Attention, query: i32, first: i32, last: i32): void {
  squashedScores(attention, query, first, last)
  softmax(attention.scores, last - first + 1)
}

/**
 * Computes tanh(s/2) for each score s. The sigmoid (equation 2) is half of that plus ½, and the
 * softmax cancels the ½.
 */
export function squashedScores(attention: Attention, query: i32, first: i32, last: i32): void {
  const scores = attention.scores
  const count = last - first + 1
  const end = scores + <usize>count * ROW
  const place = placeOf(attention, query)
  let key = placeOf(attention, first)
  if (mayShareDivisions(attention, place, key, count)) {
    for (let out = scores; out < end; out += ROW) {
      score(attention, place, key, out)
      key = following(attention, key)
    }
  } else {
    attention.saturated = 1
    for (let out = scores; out < end; out += ROW) {
      saturatedScore(attention, place, key, out)
      key = following(attention, key)
    }
  }
  tanhRows(scores, count)
}

/** Softmax over `count` rows of tanh(s/2), in place. Overwrites the row after them. */
export function softmax(scores: usize, count: i32): void {
  const total = scores + <usize>count * ROW
  halfExponentialRows(scores, count, total)
  normalise(scores, total)
}

/**
 * Returns whether `score` may multiply its four denominators 1 + 2^(q + k): the product is finite
 * while q + k ≤ 30 (10 before scaling). Beyond that, attention is saturated and each unit is scored
 * on its own, which takes about three times as long.
 */
export function mayShareDivisions(attention: Attention, query: i32, key: i32, count: i32): bool {
  const magnitudes = attention.magnitudes
  let largest: f32 = 0
  for (let i = 0; i < count; i++) {
    largest = max(largest, load<f32>(magnitudes + ((<usize>key * 2) << 2), FLOAT))
    key = following(attention, key)
  }
  return largest + load<f32>(magnitudes + ((<usize>query * 2) << 2)) <= 30
}

/** Divides the rows before `total` by the row at `total`. */
function normalise(rows: usize, total: usize): void {
  const one = ones()
  for (let column: usize = 0; column < ROW; column += PAIR) {
    const left = f32x4.div(one, v128.load(total + column))
    const right = f32x4.div(one, v128.load(total + column, VECTOR))
    for (let at = rows + column; at < total; at += ROW) {
      const a = f32x4.mul(left, v128.load(at))
      const b = f32x4.mul(right, v128.load(at, VECTOR))
      v128.store(at, a)
      v128.store(at, b, VECTOR)
    }
  }
}

/**
 * Streams attention behind the recurrence if only the mean of all attended states is needed: Σ_t
 * l_t = Σ_t' (Σ_t a_t,t') x_t'. Each state collects the attention it receives, and is weighted and
 * added once, when it leaves the window.
 */
export function follow(attention: Attention, plan: Plan, step: i32): void {
  const place = placeOf(attention, step)
  project(attention, stateOf(plan, step), plan.units + 1, place)
  if (attention.tape) {
    const rows = 2 * attention.units
    const kept = attention.exponentialsTape + <usize>(step * rows) * ROW
    copyRows(attention.exponentials + <usize>place * placeSize(attention), kept, rows)
  }
  const query = step - reachAhead(attention)
  if (query >= 0) receive(attention, query, step)
  const leaving = step - attention.window + 1
  if (leaving >= 0) retire(attention, plan, leaving)
}

/** Processes the queries whose window reaches past the end and the states still in the ring. */
export function finish(attention: Attention, plan: Plan): void {
  const steps = plan.steps
  for (let query = max(0, steps - reachAhead(attention)); query < steps; query++) {
    receive(attention, query, steps - 1)
  }
  for (let leaving = max(0, steps - attention.window + 1); leaving < steps; leaving++) {
    retire(attention, plan, leaving)
  }
}

function receive(attention: Attention, query: i32, last: i32): void {
  const first = max(0, query - reachBack(attention))
  const count = last - first + 1
  squashedScores(attention, query, first, last)
  if (attention.tape) {
    copyRows(attention.scores, attention.tape + <usize>(query * attention.window) * ROW, count)
  }
  softmax(attention.scores, count)
  giveOut(attention, first, count)
}

/** Adds a query's attention weights to the states that it sees. */
export function giveOut(attention: Attention, first: i32, count: i32): void {
  let weight = attention.scores
  let place = placeOf(attention, first)
  for (let i = 0; i < count; i++) {
    addRows(attention.received + <usize>place * ROW, weight, 1)
    weight += ROW
    place = following(attention, place)
  }
}

function retire(attention: Attention, plan: Plan, step: i32): void {
  const received = attention.received + <usize>placeOf(attention, step) * ROW
  addScaled(plan.sum, stateOf(plan, step), plan.units, received)
}
