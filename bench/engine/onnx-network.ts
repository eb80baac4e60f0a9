import type { AttentionWeights } from '../../engine/kernels/attention/attention.ts'
import { type CellWeights, gatesOf } from '../../engine/kernels/recurrence/cells.ts'
import { OnnxGraph } from './onnx.ts'

/**
 * The network of `meanState` in ONNX, as cheap as its operators allow: one GRU or LSTM node;
 * attention for all steps at once, one place of the window at a time; and instead of attended
 * states only the total attention that each state received. The input is [steps, batch, inputs],
 * the output [batch, units].
 */
export function onnxNetwork(
  cell: CellWeights,
  attention: AttentionWeights | null,
  steps: number,
  batch: number
): Uint8Array {
  const graph = new OnnxGraph()
  const mean = meanOf(graph, 'x', cell, attention, steps, batch)
  return graph.model('x', [steps, batch, cell.inputs], mean, [batch, cell.units])
}

/** Same as `onnxNetwork` within a larger graph: `x`, [steps, batch, inputs], to [batch, units]. */
export function meanOf(
  graph: OnnxGraph,
  x: string,
  cell: CellWeights,
  attention: AttentionWeights | null,
  steps: number,
  batch: number
): string {
  const states = recurrence(graph, x, cell, steps, batch)
  const weighted = attention
    ? graph.node('Mul', [states, received(graph, attention, states, steps, batch)])
    : states
  const sum = graph.node('ReduceSum', [weighted, graph.integers([0])], { keepdims: 0 })
  return graph.node('Div', [sum, graph.floats(Float32Array.of(steps), [1])])
}

/** [steps, batch, units] */
function recurrence(graph: OnnxGraph, x: string, cell: CellWeights, steps: number, batch: number): string {
  const { units, inputs } = cell
  const gates = gatesOf(cell.cell)
  // Keras has i, f, c, o; ONNX has i, o, f, c. The order for a GRU is the same.
  const order = cell.cell === 'lstm' ? [0, 3, 1, 2] : [0, 1, 2]
  const turn = (matrix: Float32Array, rows: number) =>
    Float32Array.from({ length: rows * gates * units }, (_, i) => {
      const row = Math.floor(i / rows)
      return matrix[(i % rows) * gates * units + order[Math.floor(row / units)]! * units + (row % units)]!
    })
  const bias = new Float32Array(2 * gates * units)
  bias.set(turn(cell.bias.subarray(0, gates * units), 1))
  const tensors = [
    x,
    graph.floats(turn(cell.kernel, inputs), [1, gates * units, inputs]),
    graph.floats(turn(cell.recurrentKernel, units), [1, gates * units, units]),
    graph.floats(bias, [1, 2 * gates * units])
  ]
  const states = graph.node(cell.cell === 'lstm' ? 'LSTM' : 'GRU', tensors, { hidden_size: units })
  return graph.node('Reshape', [states, graph.integers([steps, batch, units])])
}

/** Σ_t a_t,t' for every state t': [steps, batch, 1] */
function received(
  graph: OnnxGraph,
  weights: AttentionWeights,
  states: string,
  steps: number,
  batch: number
): string {
  const { inputs, units, window } = weights
  const back = Math.floor(window / 2)
  const ahead = window - 1 - back
  const queryIn = graph.node('MatMul', [states, graph.floats(weights.query, [inputs, units])])
  const query = graph.node('Add', [queryIn, graph.floats(weights.bias, [units])])
  const key = graph.node('MatMul', [states, graph.floats(weights.key, [inputs, units])])
  const keys = graph.node('Pad', [key, graph.integers([back, 0, 0, ahead, 0, 0])])
  const axis = graph.integers([0])
  const slice = (tensor: string, from: number, to: number) =>
    graph.node('Slice', [tensor, graph.integers([from]), graph.integers([to]), axis])
  const score = graph.floats(weights.score, [units, 1])
  const scoreBias = graph.floats(weights.scoreBias, [1])
  const powers = Array.from({ length: window }, (_, place) => {
    const hidden = graph.node('Tanh', [graph.node('Add', [query, slice(keys, place, place + steps)])])
    const scores = graph.node('Sigmoid', [
      graph.node('Add', [graph.node('MatMul', [hidden, score]), scoreBias])
    ])
    return graph.node('Mul', [
      graph.node('Exp', [scores]),
      graph.floats(inside(steps, place - back), [steps, 1, 1])
    ])
  })
  const total = graph.node('Sum', powers)
  const parts = powers.map((power, place) => {
    const shares = graph.node('Div', [power, total])
    // The attention of query t to state t + place − back, shifted to the state's own step.
    const padded = graph.node('Pad', [shares, graph.integers([place, 0, 0, window - 1 - place, 0, 0])])
    return slice(padded, back, back + steps)
  })
  return graph.node('Reshape', [graph.node('Sum', parts), graph.integers([steps, batch, 1])])
}

function inside(steps: number, offset: number): Float32Array {
  return Float32Array.from({ length: steps }, (_, step) =>
    Number(step + offset >= 0 && step + offset < steps)
  )
}
