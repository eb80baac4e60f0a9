import type { CellWeights } from '../../../engine/kernels/recurrence/cells.ts'

/** Textbook recurrences in float64, the reference for the kernels. */

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

type Weights = Omit<CellWeights, 'kernel' | 'recurrentKernel' | 'bias'> & {
  kernel: ArrayLike<number>
  recurrentKernel: ArrayLike<number>
  bias: ArrayLike<number>
}

/** States [steps][units] of one sequence [steps][inputs]. */
export function referenceStates(weights: Weights, sequence: ArrayLike<number>, steps: number): Float64Array {
  const { units, inputs } = weights
  const states = new Float64Array(steps * units)
  let state = new Float64Array(units)
  const memory = new Float64Array(units)
  for (let step = 0; step < steps; step++) {
    const input = Float64Array.from({ length: inputs }, (_, i) => sequence[step * inputs + i] ?? 0)
    state = weights.cell === 'lstm' ? lstm(weights, input, state, memory) : gru(weights, input, state)
    states.set(state, step * units)
  }
  return states
}

function gru(weights: Weights, input: Float64Array, state: Float64Array): Float64Array<ArrayBuffer> {
  const { units } = weights
  const after = weights.cell === 'gru-reset-after'
  const columns = 3 * units
  const fromInput = (column: number) =>
    fromRows(weights.kernel, input, columns, column) + weights.bias[column]!
  const fromState = (values: Float64Array, column: number) =>
    fromRows(weights.recurrentKernel, values, columns, column) + (after ? weights.bias[columns + column]! : 0)
  const update = state.map((_, unit) => sigmoid(fromInput(unit) + fromState(state, unit)))
  const reset = state.map((_, unit) => sigmoid(fromInput(units + unit) + fromState(state, units + unit)))
  const resetState = state.map((h, unit) => h * reset[unit]!)
  return state.map((h, unit) => {
    const column = 2 * units + unit
    const recurrent = after ? reset[unit]! * fromState(state, column) : fromState(resetState, column)
    const candidate = Math.tanh(fromInput(column) + recurrent)
    return update[unit]! * h + (1 - update[unit]!) * candidate
  })
}

/** Computes one LSTM step; updates the cell state in `memory`. */
function lstm(
  weights: Weights,
  input: Float64Array,
  state: Float64Array,
  memory: Float64Array
): Float64Array<ArrayBuffer> {
  const { units } = weights
  const before = (column: number) =>
    fromRows(weights.kernel, input, 4 * units, column) +
    fromRows(weights.recurrentKernel, state, 4 * units, column) +
    weights.bias[column]!
  const next = new Float64Array(units)
  for (let unit = 0; unit < units; unit++) {
    const forgotten = sigmoid(before(units + unit)) * memory[unit]!
    memory[unit] = forgotten + sigmoid(before(unit)) * Math.tanh(before(2 * units + unit))
    next[unit] = sigmoid(before(3 * units + unit)) * Math.tanh(memory[unit]!)
  }
  return next
}

function fromRows(
  matrix: ArrayLike<number>,
  vector: ArrayLike<number>,
  columns: number,
  column: number
): number {
  let sum = 0
  for (let row = 0; row < vector.length; row++) sum += vector[row]! * matrix[row * columns + column]!
  return sum
}
