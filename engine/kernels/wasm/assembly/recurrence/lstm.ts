import { halves, multiplyAdd, PAIR, ROW, VECTOR } from '../lanes'
import { Plan } from '../plan'
import { paddedRows, product } from '../product'
import { tanhRows } from './activation'

/**
 * Gates block of an LSTM: [input, forget, candidate, output: 4·units][cell: units][tanh of the
 * cell: units]. Input, forget and output are stored as tanh(a/2). The block before the first is
 * zero: its cell is the initial state.
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

/** Writes the new cell, plus a copy that is replaced by its tanh later. */
function newCell(gates: usize, before: usize, cell: usize, units: i32): void {
  const half = halves()
  const size = <usize>units * ROW
  const forget = gates + size
  const candidate = forget + size
  for (let at: usize = 0; at < size; at += PAIR) {
    const c = v128.load(before + at)
    const d = v128.load(before + at, VECTOR)
    const g = v128.load(candidate + at)
    const h = v128.load(candidate + at, VECTOR)
    const kept = multiplyAdd(v128.load(forget + at), c, c)
    const keptRight = multiplyAdd(v128.load(forget + at, VECTOR), d, d)
    const added = multiplyAdd(v128.load(gates + at), g, g)
    const addedRight = multiplyAdd(v128.load(gates + at, VECTOR), h, h)
    const left = f32x4.mul(half, f32x4.add(kept, added))
    const right = f32x4.mul(half, f32x4.add(keptRight, addedRight))
    v128.store(cell + at, left)
    v128.store(cell + at, right, VECTOR)
    v128.store(cell + size + at, left)
    v128.store(cell + size + at, right, VECTOR)
  }
}

function output(gate: usize, squashed: usize, next: usize, units: i32): void {
  const half = halves()
  const size = <usize>units * ROW
  for (let at: usize = 0; at < size; at += PAIR) {
    const left = multiplyAdd(v128.load(gate + at), half, half)
    const right = multiplyAdd(v128.load(gate + at, VECTOR), half, half)
    const a = f32x4.mul(left, v128.load(squashed + at))
    const b = f32x4.mul(right, v128.load(squashed + at, VECTOR))
    v128.store(next + at, a)
    v128.store(next + at, b, VECTOR)
  }
}
