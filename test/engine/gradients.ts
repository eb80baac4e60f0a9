import * as tf from '@tensorflow/tfjs-core'
import { fusedRecurrence, localAttention } from '../../engine/kernels/operations.ts'
import { type Cell, type CellWeights, gatesOf } from '../../engine/kernels/recurrence/cells.ts'
import { plainAttention, plainRecurrence } from '../../engine/layers/plain.ts'
import { referenceAttention } from '../support/reference/attention.ts'
import { referenceStates } from '../support/reference/cells.ts'
import { randomAttention, randomCell, randomFloats } from '../support/reference/random.ts'
import { onReference } from './parity.ts'

interface Part {
  name: string
  values: Float32Array
  shape: number[]
}

type Operation = (tensors: tf.Tensor[]) => tf.Tensor

/** A kernel with sample values, computed three ways: fused, in plain operations and in float64. */
export interface GradientCase {
  name: string
  parts: Part[]
  fused: Operation
  plain: Operation
  /** Computes the output in float64 from values in the order of `parts`. */
  exact(values: ArrayLike<number>[]): Float64Array
}

export interface Gradients {
  output: Float32Array
  /** Gradient of Σ direction · output for each part. */
  parts: Float32Array[]
}

interface RecurrenceSize {
  count: number
  steps: number
  inputs: number
  units: number
}

export function recurrenceCase(cell: Cell, { count, steps, inputs, units }: RecurrenceSize): GradientCase {
  const weights = randomCell(cell, inputs, units)
  const columns = gatesOf(cell) * units
  const bind = (run: typeof fusedRecurrence) => (tensors: tf.Tensor[]) => {
    const [x, kernel, recurrentKernel, bias] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
    return run({ x, kernel, recurrentKernel, bias }, cell)
  }
  return {
    name: `${cell}, ${count} × ${steps} × ${inputs}, ${units} units`,
    parts: [
      { name: 'x', values: randomFloats(count * steps * inputs, 1, 9), shape: [count, steps, inputs] },
      { name: 'kernel', values: weights.kernel, shape: [inputs, columns] },
      { name: 'recurrentKernel', values: weights.recurrentKernel, shape: [units, columns] },
      { name: 'bias', values: weights.bias, shape: cell === 'gru-reset-after' ? [2, columns] : [columns] }
    ],
    fused: bind(fusedRecurrence),
    plain: bind(plainRecurrence),
    exact: ([x, kernel, recurrentKernel, bias]) => {
      const changed = { ...weights, kernel, recurrentKernel, bias } as CellWeights
      return eachSequence(x!, count, sequence => referenceStates(changed, sequence, steps))
    }
  }
}

interface AttentionSize {
  count: number
  steps: number
  features: number
  units: number
  window: number
}

export function attentionCase({ count, steps, features, units, window }: AttentionSize): GradientCase {
  const weights = randomAttention(features, units, window)
  const bind = (run: typeof localAttention) => (tensors: tf.Tensor[]) => {
    const [x, query, key, bias, score, scoreBias] = tensors as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor
    ]
    return run({ x, query, key, bias, score, scoreBias }, window)
  }
  return {
    name: `attention, ${count} × ${steps} × ${features}, ${units} units, window ${window}`,
    parts: [
      { name: 'x', values: randomFloats(count * steps * features, 1, 9), shape: [count, steps, features] },
      { name: 'query', values: weights.query, shape: [features, units] },
      { name: 'key', values: weights.key, shape: [features, units] },
      { name: 'bias', values: weights.bias, shape: [units] },
      { name: 'score', values: weights.score, shape: [units] },
      { name: 'scoreBias', values: weights.scoreBias, shape: [1] }
    ],
    fused: bind(localAttention),
    plain: bind(plainAttention),
    exact: ([x, query, key, bias, score, scoreBias]) => {
      const changed = { ...weights, query, key, bias, score, scoreBias } as Parameters<
        typeof referenceAttention
      >[0]
      return eachSequence(x!, count, sequence => referenceAttention(changed, sequence, steps).attended)
    }
  }
}

function eachSequence(
  values: ArrayLike<number>,
  count: number,
  work: (sequence: number[]) => Float64Array
): Float64Array {
  const size = values.length / count
  const sequences = Array.from({ length: count }, (_, i) =>
    work(Array.prototype.slice.call(values, i * size, (i + 1) * size))
  )
  return Float64Array.from(sequences.flatMap(sequence => [...sequence]))
}

/**
 * Output and gradients of the fused kernel on the current backend.
 * @throws Error when tensors are left behind.
 */
export async function fusedGradients(given: GradientCase): Promise<Gradients> {
  return gradientsBy(given, given.fused)
}

/** Output and gradients of the plain operations on the plain JavaScript backend. */
export async function plainGradients(given: GradientCase): Promise<Gradients> {
  return onReference(() => gradientsBy(given, given.plain))
}

async function gradientsBy(given: GradientCase, operation: Operation): Promise<Gradients> {
  const before = tf.memory().numTensors
  const tensors = given.parts.map(part => tf.tensor(part.values, part.shape))
  const { output, grads } = tf.tidy(() => {
    const output = operation(tensors)
    const direction = tf.tensor(directionOf(output.size), output.shape)
    const loss = (...moved: tf.Tensor[]) => tf.sum(tf.mul(operation(moved), direction)) as tf.Scalar
    return { output, grads: tf.grads(loss)(tensors) }
  })
  const result = {
    output: await output.data<'float32'>(),
    parts: await Promise.all(grads.map(gradient => gradient.data<'float32'>()))
  }
  tf.dispose([tensors, output, grads])
  const left = tf.memory().numTensors - before
  if (left !== 0) throw new Error(`${left} tensors were left behind`)
  return result
}

const directionOf = (size: number) => randomFloats(size, 1, 17)

/**
 * Slopes of Σ direction · output in float64, at up to `places` places of each part. Returns pairs
 * of place and slope for each part.
 */
export function exactSlopes(given: GradientCase, places = 6): [number, number][][] {
  const values = given.parts.map(part => Float64Array.from(part.values))
  const direction = directionOf(given.exact(values).length)
  const loss = () => given.exact(values).reduce((sum, value, i) => sum + value * direction[i]!, 0)
  return values.map(part => {
    const stride = Math.ceil(part.length / places)
    const chosen = Array.from({ length: Math.ceil(part.length / stride) }, (_, i) => i * stride)
    return chosen.map(place => {
      const start = part[place]!
      const [above, below] = [1e-4, -1e-4].map(step => {
        part[place] = start + step
        return loss()
      }) as [number, number]
      part[place] = start
      return [place, (above - below) / 2e-4]
    })
  })
}
