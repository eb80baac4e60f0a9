import { tanhRows } from './activation'
import { multiplyAdd, ROW, VECTOR } from './lanes'
import { Plan } from './plan'
import { paddedRows, product } from './product'

const HALF = memory.data<f32>([0.5])

/**
 * Gates block of an LSTM: [input, forget, candidate, output: 4·units][cell: units][tanh of the cell: units]; input, forget
 * and output as tanh(a/2). The block before the first is zero: its cell is the state at the start.
 */
export function cellOffset(units: i32): usize {
  return <usize>paddedRows(4 * units) * ROW
}

/** c' = f·c + i·g, h' = o·tanh(c'). */
export function lstmStep(plan: Plan, slot: usize, next: usize, gates: usize): void {
  const units = plan.units
  const cell = gates + cellOffset(units)
  product(plan.gateWeights, slot, units + 1 + plan.inputs, gates, 4 * units)
  tanhRows(gates, 4 * units)
  newCell(gates, cell - plan.gateStride, cell, units)
  tanhRows(cell + <usize>units * ROW, units)
  output(gates + <usize>(3 * units) * ROW, cell + <usize>units * ROW, next, units)
}

/** Writes the cell, and once more where its tanh is to be taken. */
function newCell(gates: usize, before: usize, cell: usize, units: i32): void {
  const half = v128.load32_splat(HALF)
  const size = <usize>units * ROW
  const forget = gates + size
  const candidate = forget + size
  for (let at: usize = 0; at < size; at += VECTOR) {
    const old = v128.load(before + at)
    const g = v128.load(candidate + at)
    const kept = multiplyAdd(v128.load(forget + at), old, old)
    const added = multiplyAdd(v128.load(gates + at), g, g)
    const value = f32x4.mul(half, f32x4.add(kept, added))
    v128.store(cell + at, value)
    v128.store(cell + size + at, value)
  }
}

function output(gate: usize, squashed: usize, next: usize, units: i32): void {
  const half = v128.load32_splat(HALF)
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += VECTOR) {
    const o = multiplyAdd(v128.load(gate + at), half, half)
    v128.store(next + at, f32x4.mul(o, v128.load(squashed + at)))
  }
}
