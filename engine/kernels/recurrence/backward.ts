import { CHUNK, GradientSums, TILE } from '../wasm/gradient-sums.ts'
import { eachGroup, putGroup, takeGroup } from '../wasm/groups.ts'
import type { Arena } from '../wasm/memory.ts'
import { paddedRows } from '../wasm/packing.ts'
import { putBackwardPlan, putPlan, reservePlan } from '../wasm/plan.ts'
import { giveBack, type Tape } from '../wasm/tape.ts'
import { type CellWeights, gatesOf } from './cells.ts'
import { gateScale, turnWeights } from './gradients.ts'
import { slotRows } from './recurrence.ts'

export interface CellGradients {
  /** [count][steps][inputs] */
  inputs: Float32Array
  kernel: Float32Array
  recurrentKernel: Float32Array
  bias: Float32Array
}

/**
 * Computes gradients from those of every state.
 * @param tape recorded by `recordStates` with the same weights; consumed by this call
 * @param stateGradients [count][steps][units]
 */
export function cellGradients(cell: CellWeights, tape: Tape, stateGradients: Float32Array): CellGradients {
  const { count, groups } = tape
  const { arena, run } = tape.kernels
  const { units, inputs } = cell
  const { steps } = groups[0] ?? { steps: 0 }
  const inputGradients = new Float32Array(count * steps * inputs)
  const plan = reservePlan(arena)
  const sums = sumsOf(arena, cell)
  const back = {
    plan,
    stateGradients: arena.reserveRows(steps * units),
    inputGradients: arena.reserveRows(steps * inputs),
    ...putTurned(arena, cell),
    gateGradients: sums.gates.address,
    candidateGradients: sums.candidate.address,
    innerGradients: sums.inner.address,
    ...reserveScratch(arena, cell)
  }
  const address = putBackwardPlan(arena, back)
  for (const sum of Object.values(sums)) sum.clear()
  eachGroup(arena, count, (first, patches, group) => {
    putGroup(arena, back.stateGradients, stateGradients, steps * units, first, patches)
    putPlan(arena, plan, { ...groups[group]!, patches })
    run.recurBackward(address)
    takeGroup(arena, back.inputGradients, inputGradients, steps * inputs, first, patches)
  })
  const gradients = { inputs: inputGradients, ...weightGradients(cell, sums) }
  giveBack(tape)
  return gradients
}

export type Sums = Record<'gates' | 'candidate' | 'inner', GradientSums>

export function sumsOf(arena: Arena, cell: CellWeights): Sums {
  const { units, inputs } = cell
  const depth = units + 1 + inputs
  const lstm = cell.cell === 'lstm'
  const split = cell.cell === 'gru-reset-after'
  return {
    gates: new GradientSums(arena, lstm ? 4 * units : 2 * units, depth),
    candidate: new GradientSums(arena, lstm ? 0 : units, split ? 1 + inputs : depth),
    inner: new GradientSums(arena, split ? units : 0, units + 1)
  }
}

export function putTurned(arena: Arena, cell: CellWeights) {
  const turned = turnWeights(cell)
  return {
    gateWeights: arena.put(turned.gates),
    candidateWeights: arena.put(turned.candidate),
    innerWeights: arena.put(turned.inner),
    gateInputWeights: arena.put(turned.gateInputs),
    candidateInputWeights: arena.put(turned.candidateInputs)
  }
}

export function reserveScratch(arena: Arena, cell: CellWeights) {
  const { units, inputs } = cell
  const rows = gatesOf(cell.cell) * units + units
  // An odd number of cache lines per step: powers of two would collide in the same few cache lines.
  const stride = rows * arena.lanes * Float32Array.BYTES_PER_ELEMENT
  const deltaStride = stride % 128 === 0 ? stride + 64 : stride
  return {
    carry: arena.reserveRows(paddedRows(units)),
    cellCarry: arena.reserveRows(units),
    rows: arena.reserveRows(paddedRows(Math.max(units, inputs))),
    deltas: arena.reserve((CHUNK * deltaStride) / Float32Array.BYTES_PER_ELEMENT + TILE * arena.lanes),
    deltaStride,
    chunk: CHUNK,
    resets: arena.reserveRows(CHUNK * slotRows(cell) + TILE)
  }
}

/** Converts gradients of the packed matrices to Keras' layout, including the folded factors ½. */
export function weightGradients(cell: CellWeights, sums: Sums): Omit<CellGradients, 'inputs'> {
  const { units, inputs } = cell
  const columns = gatesOf(cell.cell) * units
  const kernel = new Float32Array(inputs * columns)
  const recurrentKernel = new Float32Array(units * columns)
  const bias = new Float32Array(cell.bias.length)
  const gates = sums.gates.reader()
  const candidate = sums.candidate.reader()
  const inner = sums.inner.reader()
  const split = cell.cell === 'gru-reset-after'
  for (let column = 0; column < columns; column++) {
    const ofGate = cell.cell === 'lstm' || column < 2 * units
    const row = ofGate ? column : column - 2 * units
    const input = ofGate ? gates : candidate
    const state = ofGate ? gates : split ? inner : candidate
    const scale = ofGate ? gateScale(cell, column) : 1
    const firstInput = !ofGate && split ? 1 : units + 1
    for (let k = 0; k < inputs; k++) kernel[k * columns + column] = scale * input(row, firstInput + k)
    for (let k = 0; k < units; k++)
      recurrentKernel[k * columns + column] = (ofGate ? scale : 0.5) * state(row, k)
    bias[column] = scale * input(row, firstInput - 1)
    if (split) bias[columns + column] = ofGate ? bias[column]! : 0.5 * inner(row, units)
  }
  return { kernel, recurrentKernel, bias }
}
