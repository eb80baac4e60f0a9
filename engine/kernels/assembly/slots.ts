import { ROW } from './lanes'
import { Attention, Plan } from './plan'

export function slotSize(plan: Plan): usize {
  return <usize>(plan.units + 1 + plan.inputs) * ROW
}

/** Where a step leaves its state: in the operand of the step that follows it. */
export function stateOf(plan: Plan, step: i32): usize {
  return plan.slots + <usize>((step + 1) % plan.slotCount) * slotSize(plan)
}

/**
 * From one state's queries and keys to the next one's in a ring: a cache line more than they take, because at strides of a power of two
 * the same unit of every state would fall onto the same few lines of the cache.
 */
export function placeSize(attention: Attention): usize {
  return <usize>(2 * attention.units) * ROW + 64
}
