import * as tf from '@tensorflow/tfjs-core'
import type { AttentionTensors, RecurrenceTensors } from '../kernels/operations.ts'
import type { Cell } from '../kernels/recurrence/cells.ts'

/**
 * The same mathematics in TensorFlow.js's own operations, for backends without our kernels and for
 * testing the kernels. A long sequence takes several operations per step here: correct, but a
 * hundred times slower.
 */
export function plainRecurrence(tensors: RecurrenceTensors, cell: Cell): tf.Tensor3D {
  const { x, recurrentKernel } = tensors
  const [batch] = x.shape as [number, number, number]
  const units = recurrentKernel.shape[0]!
  let state = tf.zeros<tf.Rank.R2>([batch, units])
  let memory = state
  const states: tf.Tensor2D[] = []
  for (const input of tf.unstack(x, 1) as tf.Tensor2D[]) {
    if (cell === 'lstm') [state, memory] = lstmStep(tensors, input, state, memory)
    else state = cell === 'gru' ? gruStep(tensors, input, state) : gruResetAfterStep(tensors, input, state)
    states.push(state)
  }
  return tf.stack(states, 1) as tf.Tensor3D
}

const one = () => tf.scalar(1)

function blend(update: tf.Tensor, state: tf.Tensor, candidate: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.mul(update, state), tf.mul(tf.sub(one(), update), candidate)) as tf.Tensor2D
}

function gruStep(
  { kernel, recurrentKernel, bias }: RecurrenceTensors,
  input: tf.Tensor2D,
  state: tf.Tensor2D
): tf.Tensor2D {
  const units = state.shape[1]
  const fromInput = tf.add(tf.matMul(input, kernel as tf.Tensor2D), bias)
  const [gatesIn, candidateIn] = tf.split(fromInput, [2 * units, units], 1) as [tf.Tensor2D, tf.Tensor2D]
  const [gateWeights, weights] = tf.split(recurrentKernel, [2 * units, units], 1) as [
    tf.Tensor2D,
    tf.Tensor2D
  ]
  const gates = tf.sigmoid(tf.add(gatesIn, tf.matMul(state, gateWeights)))
  const [update, reset] = tf.split(gates, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
  const candidate = tf.tanh(tf.add(candidateIn, tf.matMul(tf.mul(reset, state) as tf.Tensor2D, weights)))
  return blend(update, state, candidate)
}

function gruResetAfterStep(
  { kernel, recurrentKernel, bias }: RecurrenceTensors,
  input: tf.Tensor2D,
  state: tf.Tensor2D
): tf.Tensor2D {
  const [inputBias, stateBias] = tf.unstack(bias) as [tf.Tensor1D, tf.Tensor1D]
  const fromInput = tf.add(tf.matMul(input, kernel as tf.Tensor2D), inputBias)
  const fromState = tf.add(tf.matMul(state, recurrentKernel as tf.Tensor2D), stateBias)
  const [updateIn, resetIn, candidateIn] = tf.split(fromInput, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]
  const [updateState, resetState, candidateState] = tf.split(fromState, 3, 1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor
  ]
  const update = tf.sigmoid(tf.add(updateIn, updateState))
  const reset = tf.sigmoid(tf.add(resetIn, resetState))
  return blend(update, state, tf.tanh(tf.add(candidateIn, tf.mul(reset, candidateState))))
}

function lstmStep(
  { kernel, recurrentKernel, bias }: RecurrenceTensors,
  input: tf.Tensor2D,
  state: tf.Tensor2D,
  memory: tf.Tensor2D
): [tf.Tensor2D, tf.Tensor2D] {
  const fromInput = tf.add(tf.matMul(input, kernel as tf.Tensor2D), bias)
  const before = tf.add(fromInput, tf.matMul(state, recurrentKernel as tf.Tensor2D))
  const [i, f, candidate, o] = tf.split(before, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  const kept = tf.mul(tf.sigmoid(f), memory)
  const next = tf.add(kept, tf.mul(tf.sigmoid(i), tf.tanh(candidate))) as tf.Tensor2D
  return [tf.mul(tf.sigmoid(o), tf.tanh(next)) as tf.Tensor2D, next]
}

/** Equations 1–4, one place of the window at a time for all steps at once. */
export function plainAttention(tensors: AttentionTensors, window: number): tf.Tensor3D {
  const { x, query, key, bias, score, scoreBias } = tensors
  const [batch, steps, features] = x.shape as [number, number, number]
  const units = query.shape[1]!
  const flat = tf.reshape(x, [batch * steps, features]) as tf.Tensor2D
  const project = (matrix: tf.Tensor) =>
    tf.reshape(tf.matMul(flat, matrix as tf.Tensor2D), [batch, steps, units])
  const queries = tf.add(project(query), bias)
  const keys = widen(project(key), window)
  const states = widen(x, window)
  const inside = widen(tf.ones([1, steps, 1]), window)
  let total: tf.Tensor = tf.zeros([1])
  let attended: tf.Tensor = tf.zeros([1])
  for (let place = 0; place < window; place++) {
    const hidden = tf.tanh(tf.add(queries, tf.slice(keys, [0, place, 0], [batch, steps, units])))
    const scores = tf.add(tf.sum(tf.mul(hidden, score), -1, true), scoreBias)
    const power = tf.mul(tf.exp(tf.sigmoid(scores)), tf.slice(inside, [0, place, 0], [1, steps, 1]))
    total = tf.add(total, power)
    attended = tf.add(attended, tf.mul(power, tf.slice(states, [0, place, 0], [batch, steps, features])))
  }
  return tf.div(attended, total) as tf.Tensor3D
}

/** Pads with zeros where a window extends beyond the sequence. */
function widen(tensor: tf.Tensor, window: number): tf.Tensor3D {
  const back = Math.floor(window / 2)
  return tf.pad(tensor as tf.Tensor3D, [
    [0, 0],
    [back, window - 1 - back],
    [0, 0]
  ])
}
