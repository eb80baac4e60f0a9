import { multiplyAdd, multiplySubtract, ROW, VECTOR } from './lanes'
import { cellOffset } from './lstm'
import { BackwardPlan, Plan } from './plan'
import { product } from './product'

const CONSTANTS = memory.data<f32>([1.0, 0.5])

/** One step back: from the gradients of state and cell to the deltas and to both carries of the step before. */
export function lstmStepBack(back: BackwardPlan, plan: Plan, gates: usize, deltas: usize): void {
  const units = plan.units
  const cell = gates + cellOffset(units)
  throughCell(back, gates, cell - plan.gateStride, cell + <usize>units * ROW, deltas, units)
  product(back.gateWeights, deltas, 4 * units, back.operandGradient, units + plan.inputs)
  memory.copy(back.carry, back.operandGradient, <usize>units * ROW)
}

function throughCell(
  back: BackwardPlan,
  gates: usize,
  before: usize,
  squashed: usize,
  deltas: usize,
  units: i32
): void {
  const one = v128.load32_splat(CONSTANTS)
  const half = v128.load32_splat(CONSTANTS, 4)
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += VECTOR) {
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
    v128.store(delta, f32x4.mul(f32x4.mul(halfCell, g), multiplySubtract(i, i, one)))
    v128.store(
      delta + size,
      f32x4.mul(f32x4.mul(halfCell, v128.load(before + at)), multiplySubtract(f, f, one))
    )
    v128.store(delta + 2 * size, f32x4.mul(multiplyAdd(i, halfCell, halfCell), multiplySubtract(g, g, one)))
    v128.store(
      delta + 3 * size,
      f32x4.mul(f32x4.mul(f32x4.mul(half, gradient), s), multiplySubtract(o, o, one))
    )
    v128.store(back.cellCarry + at, multiplyAdd(f, halfCell, halfCell))
  }
}
