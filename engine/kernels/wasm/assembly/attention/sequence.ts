import { FLOAT, ROW } from '../lanes'
import { addScaled, fillRows, gather, scatter } from '../layout'
import { Attention, Plan } from '../plan'
import { slotSize } from '../slots'
import { attentionOf, placeOf, project, reachAhead, reachBack } from './attention'

/**
 * Local attention over given states [patches][steps][units]: computes every attended state and, if
 * wanted, every weight.
 */
export function attendSequence(plan: Plan): void {
  const attention = changetype<Attention>(plan.attention)
  const ahead = reachAhead(attention)
  for (let step = 0; step < plan.steps + ahead; step++) {
    if (step < plan.steps) enter(attention, plan, step)
    if (step >= ahead) attendOne(attention, plan, step - ahead, min(step, plan.steps - 1))
  }
}

/** Gathers a state into its place in the ring, adds the row of ones, and projects the state. */
export function enter(attention: Attention, plan: Plan, step: i32): void {
  const place = placeOf(attention, step)
  const slot = plan.slots + <usize>place * slotSize(plan)
  gather(plan.source + <usize>(step * plan.units) * FLOAT, strideOf(plan), plan.patches, plan.units, slot)
  fillRows(slot + <usize>plan.units * ROW, 1, 1)
  project(attention, slot, plan.units + 1, place)
}

export function strideOf(plan: Plan): usize {
  return <usize>(plan.steps * plan.units) * FLOAT
}

function attendOne(attention: Attention, plan: Plan, query: i32, last: i32): void {
  const start = query - reachBack(attention)
  const first = max(0, start)
  attentionOf(attention, query, first, last)
  fillRows(plan.sum, plan.units, 0)
  for (let key = first; key <= last; key++) {
    const state = plan.slots + <usize>placeOf(attention, key) * slotSize(plan)
    addScaled(plan.sum, state, plan.units, attention.scores + <usize>(key - first) * ROW)
  }
  scatter(
    plan.sum,
    plan.units,
    plan.states + <usize>(query * plan.units) * FLOAT,
    strideOf(plan),
    plan.patches
  )
  if (attention.attentionWeights) {
    const window = attention.window
    const target = attention.attentionWeights + <usize>(query * window + first - start) * FLOAT
    scatter(attention.scores, last - first + 1, target, <usize>(plan.steps * window) * FLOAT, plan.patches)
  }
}
