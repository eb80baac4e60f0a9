import { halves, multiplyAdd, PAIR, ROW, VECTOR } from '../lanes'
import { copyRows } from '../layout'
import { Plan } from '../plan'
import { paddedRows, product } from '../product'
import { tanhRows } from './activation'

/**
 * Gates block of a GRU: [update, reset: 2·units][candidate: units][inner: units, reset-after only].
 * Update and reset are stored as tanh(a/2), so that the gate is ½ + ½·tanh.
 */
export function candidateOffset(units: i32): usize {
  return <usize>paddedRows(2 * units) * ROW
}

export function innerOffset(units: i32): usize {
  return candidateOffset(units) + <usize>paddedRows(units) * ROW
}

/** h' = z·h + (1 − z)·tanh(W x + U (r·h) + b): reset before the product (Cho 2014). */
export function gruStep(plan: Plan, slot: usize, next: usize, gates: usize): void {
  const units = plan.units
  const depth = units + 1 + plan.inputs
  const candidate = gates + candidateOffset(units)
  product(plan.gateWeights, slot, depth, gates, 2 * units)
  tanhRows(gates, 2 * units)
  resetState(slot, gates + <usize>units * ROW, plan.reset, units)
  const input = <usize>(units + 1) * ROW
  copyRows(slot + input, plan.reset + input, plan.inputs)
  product(plan.candidateWeights, plan.reset, depth, candidate, units)
  tanhRows(candidate, units)
  blend(slot, gates, candidate, next, units)
}

/**
 * h' = z·h + (1 − z)·tanh(W x + b + r·(U h + b')): reset after the product (cuDNN, Keras' default).
 */
export function gruResetAfterStep(plan: Plan, slot: usize, next: usize, gates: usize): void {
  const units = plan.units
  const candidate = gates + candidateOffset(units)
  const inner = gates + innerOffset(units)
  product(plan.gateWeights, slot, units + 1 + plan.inputs, gates, 2 * units)
  tanhRows(gates, 2 * units)
  product(plan.innerWeights, slot, units + 1, inner, units)
  product(plan.candidateWeights, slot + <usize>units * ROW, 1 + plan.inputs, candidate, units)
  resetInner(gates + <usize>units * ROW, inner, candidate, units)
  tanhRows(candidate, units)
  blend(slot, gates, candidate, next, units)
}

/** Computes 2·r·h; the weights compensate for the factor 2. */
export function resetState(state: usize, reset: usize, target: usize, units: i32): void {
  const end = state + <usize>units * ROW
  for (; state < end; state += PAIR) {
    const g = v128.load(state)
    const h = v128.load(state, VECTOR)
    const left = multiplyAdd(v128.load(reset), g, g)
    const right = multiplyAdd(v128.load(reset, VECTOR), h, h)
    v128.store(target, left)
    v128.store(target, right, VECTOR)
    reset += PAIR
    target += PAIR
  }
}

/** candidate += 2·r·inner; the weights compensate for the factor 2. */
function resetInner(reset: usize, inner: usize, candidate: usize, units: i32): void {
  const end = inner + <usize>units * ROW
  for (; inner < end; inner += PAIR) {
    const a = v128.load(inner)
    const b = v128.load(inner, VECTOR)
    const left = f32x4.add(v128.load(candidate), multiplyAdd(v128.load(reset), a, a))
    const right = f32x4.add(v128.load(candidate, VECTOR), multiplyAdd(v128.load(reset, VECTOR), b, b))
    v128.store(candidate, left)
    v128.store(candidate, right, VECTOR)
    reset += PAIR
    candidate += PAIR
  }
}

function blend(state: usize, update: usize, candidate: usize, next: usize, units: i32): void {
  const half = halves()
  const end = state + <usize>units * ROW
  for (; state < end; state += PAIR) {
    const c = v128.load(candidate)
    const d = v128.load(candidate, VECTOR)
    const y = multiplyAdd(v128.load(update), half, half)
    const z = multiplyAdd(v128.load(update, VECTOR), half, half)
    const left = multiplyAdd(y, f32x4.sub(v128.load(state), c), c)
    const right = multiplyAdd(z, f32x4.sub(v128.load(state, VECTOR), d), d)
    v128.store(next, left)
    v128.store(next, right, VECTOR)
    update += PAIR
    candidate += PAIR
    next += PAIR
  }
}
