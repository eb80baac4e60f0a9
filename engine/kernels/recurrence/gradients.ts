import { packRows } from '../wasm/packing.ts'
import { type CellWeights, gatesOf } from './cells.ts'

/**
 * Transposed weights with the scales of the packed ones: ½ for a gate's sigmoid, ½ for the
 * candidate's doubled reset (cells.ts).
 */
export interface TurnedWeights {
  gates: Float32Array
  candidate: Float32Array
  inner: Float32Array
  gateInputs: Float32Array
  candidateInputs: Float32Array
}

/**
 * Transposes weights for the backward pass: rows are units of the state or features of the input,
 * the depth is the deltas.
 */
export function turnWeights(weights: CellWeights): TurnedWeights {
  const { cell, units, inputs, kernel, recurrentKernel } = weights
  const columns = gatesOf(cell) * units
  const none = new Float32Array(0)
  const ofState = (row: number, column: number) => recurrentKernel[row * columns + column]!
  const ofInput = (row: number, column: number) => kernel[row * columns + column]!
  const gateColumns = cell === 'lstm' ? columns : 2 * units
  const gates = (rows: number, entry: typeof ofState) =>
    packRows(rows, gateColumns, (row, delta) => gateScale(weights, delta) * entry(row, delta))
  const state = () => packRows(units, units, (row, delta) => 0.5 * ofState(row, 2 * units + delta))
  return {
    gates: gates(units, ofState),
    candidate: cell === 'gru' ? state() : none,
    inner: cell === 'gru-reset-after' ? state() : none,
    gateInputs: gates(inputs, ofInput),
    candidateInputs:
      cell === 'lstm' ? none : packRows(inputs, units, (row, delta) => ofInput(row, 2 * units + delta))
  }
}

/** Returns ½ for columns that pass through a sigmoid. */
export function gateScale(weights: Pick<CellWeights, 'cell' | 'units'>, column: number): number {
  const gate = Math.floor(column / weights.units)
  return gate === 2 ? 1 : 0.5
}
