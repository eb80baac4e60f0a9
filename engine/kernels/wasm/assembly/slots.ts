import { ROW } from './lanes'
import { Attention, Plan } from './plan'

export function slotSize(plan: Plan): usize {
  return <usize>(plan.units + 1 + plan.inputs) * ROW
}

/** Returns where a step stores its state: in the operand of the next step. */
export function stateOf(plan: Plan, step: i32): usize {
  return plan.slots + <usize>((step + 1) % plan.slotCount) * slotSize(plan)
}

/**
 * Returns the distance in a ring from one state's queries and keys to the next state's: one cache
 * line more than they need, because at power-of-two strides the same unit of every state would
 * collide in the same few cache lines.
 */
export function placeSize(attention: Attention): usize {
  return <usize>(2 * attention.units) * ROW + 64
}
