import { FLOAT, ROW } from '../lanes'
import { addRows, fillRows, gather, scatter } from '../layout'
import { outer } from '../outer'
import { BackwardPlan, Plan } from '../plan'
import { addProduct, product } from '../product'
import { slotSize } from '../slots'
import { gruResetAfterStepBack, gruStepBack } from './gru-backward'
import { lstmStepBack } from './lstm-backward'
import { GRU, GRU_RESET_AFTER, LSTM } from './recurrence'

/** Backward pass of one group through the whole sequence. Adds to the weights' gradients. */
export function recurBackward(back: BackwardPlan): void {
  const plan = changetype<Plan>(back.plan)
  const size = slotSize(plan)
  beginBack(back, plan)
  for (let step = plan.steps - 1; step >= 0; step--) {
    takeGradient(back, plan, step)
    stepBack(back, plan, step, size)
  }
}

/** Clears the carries: no gradient comes from beyond the last step. */
export function beginBack(back: BackwardPlan, plan: Plan): void {
  fillRows(back.carry, plan.units, 0)
  fillRows(back.cellCarry, plan.units, 0)
}

/** Backward pass of one step. The carry must hold the whole gradient of the step's state. */
export function stepBack(back: BackwardPlan, plan: Plan, step: i32, size: usize): void {
  const deltas = back.deltas + <usize>(step % back.chunk) * back.deltaStride
  cellBack(back, plan, step, size, deltas)
  if (back.inputGradients) inputBack(back, plan, step, deltas)
  if (step % back.chunk == 0) addToWeights(back, plan, step, min(back.chunk, plan.steps - step), size)
}

/** Passes the gradient to the step's input through the gates and, in a GRU, the candidate. */
function inputBack(back: BackwardPlan, plan: Plan, step: i32, deltas: usize): void {
  const gateRows = gateRowsOf(plan)
  product(back.gateInputWeights, deltas, gateRows, back.rows, plan.inputs)
  if (plan.cell != LSTM) {
    const candidate = deltas + <usize>gateRows * ROW
    addProduct(back.candidateInputWeights, candidate, plan.units, back.rows, plan.inputs)
  }
  scatter(
    back.rows,
    plan.inputs,
    back.inputGradients + <usize>(step * plan.inputs) * FLOAT,
    <usize>(plan.steps * plan.inputs) * FLOAT,
    plan.patches
  )
}

function gateRowsOf(plan: Plan): i32 {
  return plan.cell == LSTM ? 4 * plan.units : 2 * plan.units
}

/**
 * Adds this step's own gradient to the carry. Lanes without a patch have zero gradient, so they add
 * nothing to the weights.
 */
function takeGradient(back: BackwardPlan, plan: Plan, step: i32): void {
  const rows = back.rows
  const stride = <usize>(plan.steps * plan.units) * FLOAT
  gather(back.stateGradients + <usize>(step * plan.units) * FLOAT, stride, plan.patches, plan.units, rows)
  addRows(back.carry, rows, plan.units)
}

function cellBack(back: BackwardPlan, plan: Plan, step: i32, size: usize, deltas: usize): void {
  const slot = plan.slots + <usize>step * size
  const gates = plan.gates + <usize>step * plan.gateStride
  const reset = back.resets + <usize>(step % back.chunk) * size
  if (plan.cell == GRU) gruStepBack(back, plan, slot, gates, deltas, reset)
  else if (plan.cell == GRU_RESET_AFTER) gruResetAfterStepBack(back, plan, slot, gates, deltas)
  else lstmStepBack(back, plan, gates, deltas)
}

function addToWeights(back: BackwardPlan, plan: Plan, first: i32, steps: i32, size: usize): void {
  const units = plan.units
  const depth = units + 1 + plan.inputs
  const stride = back.deltaStride
  const slots = plan.slots + <usize>first * size
  const candidate = back.deltas + <usize>(2 * units) * ROW
  outer(back.deltas, stride, gateRowsOf(plan), slots, size, depth, steps, back.gateGradients)
  if (plan.cell == GRU) {
    outer(candidate, stride, units, back.resets, size, depth, steps, back.candidateGradients)
  } else if (plan.cell == GRU_RESET_AFTER) {
    const input = slots + <usize>units * ROW
    outer(candidate, stride, units, input, size, 1 + plan.inputs, steps, back.candidateGradients)
    outer(candidate + <usize>units * ROW, stride, units, slots, size, units + 1, steps, back.innerGradients)
  }
}
