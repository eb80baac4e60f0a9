import { halves, multiplyAdd, multiplySubtract, ones, PAIR, ROW, VECTOR } from '../lanes'
import { BackwardPlan, Plan } from '../plan'
import { product } from '../product'
import { cellOffset } from './lstm'

/**
 * Backward pass of one step: from the gradients of state and cell to the deltas and to both carries
 * of the previous step.
 */
export function lstmStepBack(back: BackwardPlan, plan: Plan, gates: usize, deltas: usize): void {
  const units = plan.units
  const cell = gates + cellOffset(units)
  throughCell(back, gates, cell - plan.gateStride, cell + <usize>units * ROW, deltas, units)
  product(back.gateWeights, deltas, 4 * units, back.carry, units)
}

function throughCell(
  back: BackwardPlan,
  gates: usize,
  before: usize,
  squashed: usize,
  deltas: usize,
  units: i32
): void {
  const one = ones()
  const half = halves()
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += PAIR) {
    const gate = gates + at
    const delta = deltas + at
    const gradient = v128.load(back.carry + at)
    const s = v128.load(squashed + at)
    const i = v128.load(gate)
    const f = v128.load(gate + size)
    const g = v128.load(gate + 2 * size)
    const o = v128.load(gate + 3 * size)
    const opened = f32x4.mul(gradient, multiplyAdd(o, half, half))
    const toCell = multiplyAdd(opened, multiplySubtract(s, s, one), v128.load(back.cellCarry + at))
    const halfCell = f32x4.mul(half, toCell)
    const toInput = f32x4.mul(f32x4.mul(halfCell, g), multiplySubtract(i, i, one))
    const toForget = f32x4.mul(f32x4.mul(halfCell, v128.load(before + at)), multiplySubtract(f, f, one))
    const toCandidate = f32x4.mul(multiplyAdd(i, halfCell, halfCell), multiplySubtract(g, g, one))
    const toOutput = f32x4.mul(f32x4.mul(f32x4.mul(half, gradient), s), multiplySubtract(o, o, one))
    const gradientRight = v128.load(back.carry + at, VECTOR)
    const sRight = v128.load(squashed + at, VECTOR)
    const iRight = v128.load(gate, VECTOR)
    const fRight = v128.load(gate + size, VECTOR)
    const gRight = v128.load(gate + 2 * size, VECTOR)
    const oRight = v128.load(gate + 3 * size, VECTOR)
    const openedRight = f32x4.mul(gradientRight, multiplyAdd(oRight, half, half))
    const toCellRight = multiplyAdd(
      openedRight,
      multiplySubtract(sRight, sRight, one),
      v128.load(back.cellCarry + at, VECTOR)
    )
    const halfCellRight = f32x4.mul(half, toCellRight)
    const toInputRight = f32x4.mul(f32x4.mul(halfCellRight, gRight), multiplySubtract(iRight, iRight, one))
    const toForgetRight = f32x4.mul(
      f32x4.mul(halfCellRight, v128.load(before + at, VECTOR)),
      multiplySubtract(fRight, fRight, one)
    )
    const toCandidateRight = f32x4.mul(
      multiplyAdd(iRight, halfCellRight, halfCellRight),
      multiplySubtract(gRight, gRight, one)
    )
    const toOutputRight = f32x4.mul(
      f32x4.mul(f32x4.mul(half, gradientRight), sRight),
      multiplySubtract(oRight, oRight, one)
    )
    v128.store(delta, toInput)
    v128.store(delta, toInputRight, VECTOR)
    v128.store(delta + size, toForget)
    v128.store(delta + size, toForgetRight, VECTOR)
    v128.store(delta + 2 * size, toCandidate)
    v128.store(delta + 2 * size, toCandidateRight, VECTOR)
    v128.store(delta + 3 * size, toOutput)
    v128.store(delta + 3 * size, toOutputRight, VECTOR)
    v128.store(back.cellCarry + at, multiplyAdd(f, halfCell, halfCell))
    v128.store(back.cellCarry + at, multiplyAdd(fRight, halfCellRight, halfCellRight), VECTOR)
  }
}
