import { halves, multiplyAdd, multiplySubtract, ones, PAIR, ROW, VECTOR } from '../lanes'
import { copyRows } from '../layout'
import { BackwardPlan, Plan } from '../plan'
import { addProduct, product } from '../product'
import { candidateOffset, innerOffset, resetState } from './gru'

/**
 * Backward pass of one step: from the state's gradient (carry) to the deltas and to the previous
 * step's carry.
 */
export function gruStepBack(
  back: BackwardPlan,
  plan: Plan,
  slot: usize,
  gates: usize,
  deltas: usize,
  reset: usize
): void {
  const units = plan.units
  const size = <usize>units * ROW
  const candidateDeltas = deltas + 2 * size
  throughBlend(back.carry, slot, gates, gates + candidateOffset(units), deltas, candidateDeltas, units)
  resetState(slot, gates + size, reset, units)
  copyRows(slot + size, reset + size, 1 + plan.inputs)
  product(back.candidateWeights, candidateDeltas, units, back.rows, units)
  throughReset(back.rows, slot, gates + size, deltas + size, back.carry, units)
  addProduct(back.gateWeights, deltas, 2 * units, back.carry, units)
}

export function gruResetAfterStepBack(
  back: BackwardPlan,
  plan: Plan,
  slot: usize,
  gates: usize,
  deltas: usize
): void {
  const units = plan.units
  const size = <usize>units * ROW
  const candidateDeltas = deltas + 2 * size
  const innerDeltas = candidateDeltas + size
  throughBlend(back.carry, slot, gates, gates + candidateOffset(units), deltas, candidateDeltas, units)
  throughInner(candidateDeltas, gates + innerOffset(units), gates + size, deltas + size, innerDeltas, units)
  addProduct(back.innerWeights, innerDeltas, units, back.carry, units)
  addProduct(back.gateWeights, deltas, 2 * units, back.carry, units)
}

/** h' = z·h + (1 − z)·c: computes the deltas of update and candidate; multiplies the carry by z. */
function throughBlend(
  carry: usize,
  state: usize,
  update: usize,
  candidate: usize,
  updateDelta: usize,
  candidateDelta: usize,
  units: i32
): void {
  const one = ones()
  const half = halves()
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += PAIR) {
    const g = v128.load(carry + at)
    const h = v128.load(carry + at, VECTOR)
    const c = v128.load(candidate + at)
    const d = v128.load(candidate + at, VECTOR)
    const t = v128.load(update + at)
    const u = v128.load(update + at, VECTOR)
    const kept = f32x4.mul(g, multiplyAdd(t, half, half))
    const keptRight = f32x4.mul(h, multiplyAdd(u, half, half))
    const toUpdate = f32x4.mul(f32x4.mul(half, g), f32x4.sub(v128.load(state + at), c))
    const toUpdateRight = f32x4.mul(f32x4.mul(half, h), f32x4.sub(v128.load(state + at, VECTOR), d))
    v128.store(updateDelta + at, f32x4.mul(toUpdate, multiplySubtract(t, t, one)))
    v128.store(updateDelta + at, f32x4.mul(toUpdateRight, multiplySubtract(u, u, one)), VECTOR)
    v128.store(candidateDelta + at, f32x4.mul(f32x4.sub(g, kept), multiplySubtract(c, c, one)))
    v128.store(candidateDelta + at, f32x4.mul(f32x4.sub(h, keptRight), multiplySubtract(d, d, one)), VECTOR)
    v128.store(carry + at, kept)
    v128.store(carry + at, keptRight, VECTOR)
  }
}

/** For a candidate whose operand was (1 + t_r)·h. */
function throughReset(
  gradient: usize,
  state: usize,
  reset: usize,
  resetDelta: usize,
  carry: usize,
  units: i32
): void {
  const one = ones()
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += PAIR) {
    const g = v128.load(gradient + at)
    const h = v128.load(gradient + at, VECTOR)
    const t = v128.load(reset + at)
    const u = v128.load(reset + at, VECTOR)
    const delta = f32x4.mul(f32x4.mul(g, v128.load(state + at)), multiplySubtract(t, t, one))
    const deltaRight = f32x4.mul(f32x4.mul(h, v128.load(state + at, VECTOR)), multiplySubtract(u, u, one))
    const left = f32x4.add(v128.load(carry + at), multiplyAdd(t, g, g))
    const right = f32x4.add(v128.load(carry + at, VECTOR), multiplyAdd(u, h, h))
    v128.store(resetDelta + at, delta)
    v128.store(resetDelta + at, deltaRight, VECTOR)
    v128.store(carry + at, left)
    v128.store(carry + at, right, VECTOR)
  }
}

/** For a candidate that was tanh(… + (1 + t_r)·inner). */
function throughInner(
  candidateDelta: usize,
  inner: usize,
  reset: usize,
  resetDelta: usize,
  innerDelta: usize,
  units: i32
): void {
  const one = ones()
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += PAIR) {
    const g = v128.load(candidateDelta + at)
    const h = v128.load(candidateDelta + at, VECTOR)
    const t = v128.load(reset + at)
    const u = v128.load(reset + at, VECTOR)
    const delta = f32x4.mul(f32x4.mul(g, v128.load(inner + at)), multiplySubtract(t, t, one))
    const deltaRight = f32x4.mul(f32x4.mul(h, v128.load(inner + at, VECTOR)), multiplySubtract(u, u, one))
    v128.store(resetDelta + at, delta)
    v128.store(resetDelta + at, deltaRight, VECTOR)
    v128.store(innerDelta + at, multiplyAdd(t, g, g))
    v128.store(innerDelta + at, multiplyAdd(u, h, h), VECTOR)
  }
}
