import type { Handle, Operations } from './binding.ts'
import type { Recurrence, RecurrenceHandles, RecurrenceSize } from './recurrence.ts'

/** Results of one step: its gates, candidate and state. */
interface Step {
  input: Handle
  reset: Handle
  update: Handle
  candidate: Handle
  state: Handle
}

/**
 * GRUBlockCell and GRUBlockCellGrad (tensorflow/core/ops/rnn_ops.cc), one operation per step:
 * TensorFlow cannot fuse the whole sequence of a GRU that resets before the product. The weights'
 * gradients are one product over all steps, at the end.
 */
export const blockGru: Recurrence = {
  forward(operations, tensors, size, keeps) {
    const weights = putWeights(operations, tensors, size)
    const sequence = operations.transpose(tensors.x, 1, 0, 2)
    const inputs = operations.run('Unpack', [sequence], { num: size.steps, axis: 0 }, size.steps)
    const zero = operations.floats(new Float32Array(size.count * size.units), [size.count, size.units])
    const steps: Step[] = []
    let state = zero
    for (const input of inputs) {
      const made = operations.run('GRUBlockCell', [input, state, ...weights], {}, 4)
      const [reset, update, candidate, next] = made as [Handle, Handle, Handle, Handle]
      if (!keeps) operations.drop(input, reset, update, candidate)
      steps.push({ input, reset, update, candidate, state: next })
      state = next
    }
    const states = steps.map(step => step.state)
    return {
      states: operations.pack(1, states),
      backward: dy => backward(operations, { weights, steps, sequence, before: [zero, ...states] }, dy, size)
    }
  }
}

/**
 * Converts weights to w_ru, w_c, b_ru, b_c: rows are [input][state], columns reset before update.
 * Keras has update, reset, candidate.
 */
function putWeights(
  operations: Operations,
  { kernel, recurrentKernel, bias }: RecurrenceHandles,
  { units }: RecurrenceSize
): Handle[] {
  const part = (tensor: Handle, axis: number) => {
    const [update, reset, candidate] = operations.split(tensor, axis, units, units, units)
    return [operations.concat(axis, reset!, update!), candidate!] as const
  }
  const [gates, candidate] = part(operations.concat(0, kernel, recurrentKernel), 1)
  const [gateBias, candidateBias] = part(bias, 0)
  return [gates, candidate, gateBias, candidateBias]
}

interface Kept {
  weights: Handle[]
  steps: Step[]
  /** [steps, count, inputs] */
  sequence: Handle
  /** The state before each step, and the last state. */
  before: Handle[]
}

function backward(operations: Operations, kept: Kept, dy: Handle, size: RecurrenceSize): RecurrenceHandles {
  const { weights, steps, before } = kept
  const given = operations.run('Unpack', [dy], { num: size.steps, axis: 1 }, size.steps)
  const inputs: Handle[] = []
  const candidates: Handle[] = []
  const gates: Handle[] = []
  let carry: Handle | null = null
  for (let t = size.steps - 1; t >= 0; t--) {
    const { input, reset, update, candidate } = steps[t]!
    const slope: Handle = carry === null ? given[t]! : operations.one('AddV2', [given[t]!, carry])
    const made = operations.run(
      'GRUBlockCellGrad',
      [input, before[t]!, ...weights, reset, update, candidate, slope],
      {},
      4
    )
    carry = made[1]!
    inputs.push(made[0]!)
    candidates.push(made[2]!)
    gates.push(made[3]!)
  }
  const deltas = { candidates: candidates.reverse(), gates: gates.reverse() }
  return { x: operations.pack(1, inputs.reverse()), ...weightGradients(operations, kept, deltas, size) }
}

/**
 * Σ operandᵀ·delta over all steps and patches. The candidate's operand is the state after its
 * reset.
 */
function weightGradients(
  operations: Operations,
  { sequence, steps, before }: Kept,
  deltas: { candidates: Handle[]; gates: Handle[] },
  { inputs, units }: RecurrenceSize
): Omit<RecurrenceHandles, 'x'> {
  const flat = (parts: Handle[], width: number) => operations.reshape(operations.pack(0, parts), -1, width)
  const input = operations.reshape(sequence, -1, inputs)
  const state = flat(before.slice(0, -1), units)
  const reset = flat(
    steps.map(step => step.reset),
    units
  )
  const gates = flat(deltas.gates, 2 * units)
  const candidate = flat(deltas.candidates, units)
  const product = (operand: Handle, delta: Handle) =>
    operations.one('MatMul', [operations.concat(1, input, operand), delta], { transpose_a: true })
  const sum = (delta: Handle) => operations.one('Sum', [delta, operations.integer(0)])
  const turn = (axis: number, ofGates: Handle, ofCandidate: Handle) => {
    const [r, u] = operations.split(ofGates, axis, units, units)
    return operations.concat(axis, u!, r!, ofCandidate)
  }
  const weights = turn(1, product(state, gates), product(operations.one('Mul', [reset, state]), candidate))
  const [kernel, recurrentKernel] = operations.split(weights, 0, inputs, units)
  return {
    kernel: kernel!,
    recurrentKernel: recurrentKernel!,
    bias: turn(0, sum(gates), sum(candidate))
  }
}
