import { finish, follow } from '../attention/attention'
import { FLOAT, ROW } from '../lanes'
import { addRows, fillRows, gather, scatter } from '../layout'
import { Attention, Plan } from '../plan'
import { slotSize } from '../slots'
import { gruResetAfterStep, gruStep } from './gru'
import { cellOffset, lstmStep } from './lstm'

export const GRU = 0
export const GRU_RESET_AFTER = 1
export const LSTM = 2

/** Runs one group through the whole sequence, from a zero state. */
export function recur(plan: Plan): void {
  const size = slotSize(plan)
  const stride = <usize>(plan.steps * plan.inputs) * FLOAT
  begin(plan, size)
  let slot = plan.slots
  let place = 0
  let gates = plan.gates
  for (let step = 0; step < plan.steps; step++) {
    place = place + 1 == plan.slotCount ? 0 : place + 1
    const next = plan.slots + <usize>place * size
    gather(
      plan.source + <usize>(step * plan.inputs) * FLOAT,
      stride,
      plan.patches,
      plan.inputs,
      slot + inputOffset(plan)
    )
    if (plan.cell == GRU) gruStep(plan, slot, next, gates)
    else if (plan.cell == GRU_RESET_AFTER) gruResetAfterStep(plan, slot, next, gates)
    else lstmStep(plan, slot, next, gates)
    take(plan, next, step)
    slot = next
    gates += plan.gateStride
  }
  if (plan.attention) {
    finish(changetype<Attention>(plan.attention), plan)
  }
}

function inputOffset(plan: Plan): usize {
  return <usize>(plan.units + 1) * ROW
}

/**
 * Sets the state to zero (the cell's is in the block before the first gates) and fills the row of
 * ones in every operand.
 */
function begin(plan: Plan, size: usize): void {
  fillRows(plan.slots, plan.units, 0)
  for (let i = 0; i < plan.slotCount; i++)
    fillRows(plan.slots + <usize>i * size + <usize>plan.units * ROW, 1, 1)
  fillRows(plan.reset + <usize>plan.units * ROW, 1, 1)
  if (plan.cell == LSTM) fillRows(plan.gates - plan.gateStride + cellOffset(plan.units), plan.units, 0)
  if (plan.sum) fillRows(plan.sum, plan.units, 0)
}

/** Stores or sums a new state, as the plan requires. */
function take(plan: Plan, state: usize, step: i32): void {
  if (plan.states) {
    const stride = <usize>(plan.steps * plan.units) * FLOAT
    scatter(state, plan.units, plan.states + <usize>(step * plan.units) * FLOAT, stride, plan.patches)
  }
  if (plan.attention) {
    follow(changetype<Attention>(plan.attention), plan, step)
  } else if (plan.sum) addRows(plan.sum, state, plan.units)
}
