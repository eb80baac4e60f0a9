import type { AttentionWeights } from '../../engine/kernels/attention/attention.ts'
import { type Cell, type CellWeights, gatesOf } from '../../engine/kernels/recurrence/cells.ts'

export const steps = 2500
export const inputs = 3
/** Patches per call: one group of the wide kernels, two groups of the others. */
export const count = 16

/** A recurrent network with random weights, and input patches for it. */
export interface RandomNetwork {
  cell: CellWeights
  attention: AttentionWeights | null
  /** [count][steps][inputs] */
  values: Float32Array
}

export interface NetworkName {
  name: string
  cell: Cell
  units: number
  attends: boolean
}

export const networks: readonly NetworkName[] = [
  { name: 'GRU 64', cell: 'gru', units: 64, attends: false },
  { name: 'GRU 32', cell: 'gru', units: 32, attends: false },
  { name: 'GRU 64 + attention', cell: 'gru', units: 64, attends: true },
  { name: 'GRU 32 + attention', cell: 'gru', units: 32, attends: true },
  { name: 'LSTM 64', cell: 'lstm', units: 64, attends: false },
  { name: 'LSTM 32', cell: 'lstm', units: 32, attends: false },
  { name: 'LSTM 64 + attention', cell: 'lstm', units: 64, attends: true }
]

const random = (size: number, scale: number) =>
  Float32Array.from({ length: size }, () => (Math.random() * 2 - 1) * scale)

/** The attention has 32 units and a window of 15. */
export function randomNetwork({ cell, units, attends }: Omit<NetworkName, 'name'>): RandomNetwork {
  const columns = gatesOf(cell) * units
  const attention = {
    inputs: units,
    units: 32,
    window: 15,
    query: random(units * 32, 0.2),
    key: random(units * 32, 0.2),
    bias: random(32, 0.1),
    score: random(32, 0.3),
    scoreBias: random(1, 0.1)
  }
  return {
    cell: {
      cell,
      inputs,
      units,
      kernel: random(inputs * columns, 0.5),
      recurrentKernel: random(units * columns, 1 / Math.sqrt(units)),
      bias: random(columns, 0.1)
    },
    attention: attends ? attention : null,
    values: random(count * steps * inputs, 1)
  }
}

/** Operations of the matrix products per patch: gates from state, input, bias; queries, keys. */
export function operations({ cell, attention }: RandomNetwork): number {
  const gates = gatesOf(cell.cell) * cell.units * (cell.units + cell.inputs + 1)
  return 2 * steps * (gates + (attention ? 2 * attention.units * (cell.units + 1) : 0))
}
