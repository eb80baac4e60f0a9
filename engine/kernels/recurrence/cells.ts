import { packRows, paddedRows } from '../wasm/packing.ts'

export type Cell = 'gru' | 'gru-reset-after' | 'lstm'

/**
 * Weights of a recurrent layer in Keras' order: GRU update, reset, candidate; LSTM input, forget,
 * candidate, output.
 */
export interface CellWeights {
  cell: Cell
  inputs: number
  units: number
  /** [inputs][gates·units] */
  kernel: Float32Array
  /** [units][gates·units] */
  recurrentKernel: Float32Array
  /** [gates·units]; [2][gates·units] for a GRU that resets after the product. */
  bias: Float32Array
}

/** Weights in the kernels' layout; a part that the cell does not have is empty. */
export interface PackedCell {
  gates: Float32Array
  candidate: Float32Array
  inner: Float32Array
}

export const CELLS: Record<Cell, number> = { gru: 0, 'gru-reset-after': 1, lstm: 2 }

export function gatesOf(cell: Cell): number {
  return cell === 'lstm' ? 4 : 3
}

/**
 * Returns the number of rows of a step's gates block (assembly/recurrence/gru.ts and lstm.ts). An
 * LSTM adds its cell and the cell's tanh; a GRU that resets after the product adds the inner
 * product.
 */
export function gateRows(cell: Cell, units: number): number {
  if (cell === 'lstm') return paddedRows(4 * units) + 2 * units
  return paddedRows(2 * units) + paddedRows(units) * (cell === 'gru' ? 1 : 2)
}

/**
 * Packs weights. Operand rows are [state: units][one][input: inputs]. Sigmoids are computed as ½ +
 * ½·tanh(a/2); the inner ½ is folded into the weights.
 */
export function packCell(weights: CellWeights): PackedCell {
  const none = new Float32Array(0)
  const depth = weights.units + 1 + weights.inputs
  if (weights.cell === 'lstm') {
    const scale = (row: number) => (Math.floor(row / weights.units) === 2 ? 1 : 0.5)
    const gates = packRows(4 * weights.units, depth, (row, k) => scale(row) * operandWeight(weights, row, k))
    return { gates, candidate: none, inner: none }
  }
  const gates = packRows(2 * weights.units, depth, (row, k) => 0.5 * operandWeight(weights, row, k))
  return { gates, ...(weights.cell === 'gru' ? packCandidate(weights) : packSplitCandidate(weights)) }
}

/** The reset state arrives doubled (assembly/recurrence/gru.ts). */
function packCandidate(weights: CellWeights): { candidate: Float32Array; inner: Float32Array } {
  const { units, inputs } = weights
  const candidate = packRows(units, units + 1 + inputs, (row, k) => {
    return (k < units ? 0.5 : 1) * operandWeight(weights, 2 * units + row, k)
  })
  return { candidate, inner: new Float32Array(0) }
}

function packSplitCandidate(weights: CellWeights): { candidate: Float32Array; inner: Float32Array } {
  const { units, inputs, kernel, recurrentKernel, bias } = weights
  const columns = 3 * units
  const inner = packRows(units, units + 1, (row, k) => {
    return (
      0.5 * (k < units ? recurrentKernel[k * columns + 2 * units + row]! : bias[columns + 2 * units + row]!)
    )
  })
  const candidate = packRows(units, 1 + inputs, (row, k) => {
    return k === 0 ? bias[2 * units + row]! : kernel[(k - 1) * columns + 2 * units + row]!
  })
  return { candidate, inner }
}

function operandWeight(weights: CellWeights, column: number, k: number): number {
  const { units, kernel, recurrentKernel, bias } = weights
  const columns = gatesOf(weights.cell) * units
  if (k < units) return recurrentKernel[k * columns + column]!
  if (k > units) return kernel[(k - units - 1) * columns + column]!
  return weights.cell === 'gru-reset-after' ? bias[column]! + bias[columns + column]! : bias[column]!
}
