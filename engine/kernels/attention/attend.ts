import { eachGroup, putGroup, type Sequences, takeGroup } from '../wasm/groups.ts'
import type { Arena } from '../wasm/memory.ts'
import type { Kernels } from '../wasm/module.ts'
import { type Plan, putPlan, reservePlan } from '../wasm/plan.ts'
import { type AttentionWeights, putAttention } from './attention.ts'

export interface AttendedStates {
  /** [count][steps][inputs] */
  attended: Float32Array
  /**
   * a_t,t': [count][steps][window], zero where the window extends beyond the sequence; empty if not
   * requested
   */
  weights: Float32Array
}

/** Local attention over given states [count][steps][inputs] of any size. */
export function attend(
  kernels: Kernels,
  weights: AttentionWeights,
  states: Sequences,
  withWeights = false
): AttendedStates {
  const { arena, run } = kernels
  const { count, steps } = states
  const size = steps * weights.inputs
  const windows = withWeights ? steps * weights.window : 0
  const result = { attended: new Float32Array(count * size), weights: new Float32Array(count * windows) }
  arena.clear()
  const given = withWeights ? arena.reserveRows(windows) : 0
  const plan = attentionPlan(arena, weights, steps, putAttention(arena, weights, { attentionWeights: given }))
  const address = reservePlan(arena)
  eachGroup(arena, count, (first, patches) => {
    putGroup(arena, plan.source, states.values, size, first, patches)
    arena.floats(given, arena.lanes * windows).fill(0)
    putPlan(arena, address, { ...plan, patches })
    run.attendSequence(address)
    takeGroup(arena, plan.states, result.attended, size, first, patches)
    takeGroup(arena, given, result.weights, windows, first, patches)
  })
  return result
}

/**
 * Builds a plan with the states as `source`; slots hold [state][one]; `states` is for the attended
 * states or their gradients.
 */
export function attentionPlan(
  arena: Arena,
  weights: AttentionWeights,
  steps: number,
  attention: number
): Plan {
  const { inputs, window } = weights
  return {
    cell: 0,
    steps,
    patches: 0,
    inputs: 0,
    units: inputs,
    source: arena.reserveRows(steps * inputs),
    slots: arena.reserveRows(window * (inputs + 1)),
    slotCount: window,
    gates: 0,
    gateStride: 0,
    reset: 0,
    gateWeights: 0,
    candidateWeights: 0,
    innerWeights: 0,
    states: arena.reserveRows(steps * inputs),
    sum: arena.reserveRows(inputs),
    attention
  }
}
