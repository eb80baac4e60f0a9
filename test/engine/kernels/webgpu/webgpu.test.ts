import '@tensorflow/tfjs-backend-cpu'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webgpu } from '../../../../engine/backends/webgpu.ts'
import type { Cell } from '../../../../engine/kernels/recurrence/cells.ts'
import { registerLayers } from '../../../../engine/layers/register.ts'
import { referenceAttention } from '../../../support/reference/attention.ts'
import { referenceStates } from '../../../support/reference/cells.ts'
import { randomAttention, randomCell, randomFloats } from '../../../support/reference/random.ts'
import { hasSwiftShader, swiftShaderNotice, useSwiftShader } from '../../../support/swiftshader.ts'
import {
  attentionCase,
  exactSlopes,
  fusedGradients,
  plainGradients,
  recurrenceCase
} from '../../gradients.ts'
import { largestDifference } from '../../parity.ts'

/** Sizes that each take a different path through the shaders; the comments name the path. */
const sequences: [Cell, Record<'count' | 'steps' | 'inputs' | 'units' | 'attention' | 'window', number>][] = [
  ['gru', { count: 3, steps: 20, inputs: 3, units: 6, attention: 5, window: 7 }],
  ['gru-reset-after', { count: 5, steps: 20, inputs: 3, units: 6, attention: 5, window: 4 }],
  ['lstm', { count: 3, steps: 20, inputs: 3, units: 6, attention: 5, window: 7 }],
  // A window longer than the sequence, and a window of a single state.
  ['gru', { count: 2, steps: 3, inputs: 1, units: 6, attention: 5, window: 7 }],
  ['gru', { count: 1, steps: 30, inputs: 3, units: 20, attention: 9, window: 1 }],
  // All weights in registers.
  ['gru', { count: 2, steps: 40, inputs: 3, units: 64, attention: 32, window: 15 }],
  // More columns than invocations.
  ['gru', { count: 2, steps: 5, inputs: 3, units: 130, attention: 16, window: 3 }],
  ['lstm', { count: 2, steps: 5, inputs: 8, units: 128, attention: 16, window: 3 }],
  // Inputs multiplied in advance; queries and keys in storage; all of the attention in storage.
  ['lstm', { count: 2, steps: 10, inputs: 20, units: 16, attention: 40, window: 101 }],
  ['gru', { count: 5, steps: 9, inputs: 3, units: 6, attention: 5, window: 701 }],
  ['gru', { count: 5, steps: 6, inputs: 150, units: 9, attention: 4, window: 5 }],
  // Eight patches per workgroup.
  ['gru', { count: 1030, steps: 6, inputs: 3, units: 5, attention: 3, window: 3 }]
]

describe.skipIf(!hasSwiftShader)(`kernels on WebGPU${swiftShaderNotice}`, { timeout: 240_000 }, () => {
  beforeAll(async () => {
    useSwiftShader()
    registerLayers()
    await webgpu.open({})
  })
  afterAll(() => webgpu.close())

  it.each(sequences)('mean state, with and without attention: %s, %o', async (cell, size) => {
    const { meanState, receivedAttention } = await import('../../../../engine/kernels/webgpu/recurrence.ts')
    const before = tf.memory().numTensors
    const { count, steps, inputs, units, window } = size
    const weights = randomCell(cell, inputs, units)
    const attention = randomAttention(units, size.attention, window)
    const x = randomFloats(count * steps * inputs, 1, 3)
    const columns = weights.kernel.length / inputs
    const tensors = {
      x: tf.tensor(x, [count, steps, inputs]),
      kernel: tf.tensor(weights.kernel, [inputs, columns]),
      recurrentKernel: tf.tensor(weights.recurrentKernel, [units, columns]),
      bias: tf.tensor(weights.bias, cell === 'gru-reset-after' ? [2, columns] : [columns])
    }
    const attends = {
      window,
      tensors: {
        query: tf.tensor(attention.query, [units, size.attention]),
        key: tf.tensor(attention.key, [units, size.attention]),
        bias: tf.tensor(attention.bias),
        score: tf.tensor(attention.score),
        scoreBias: tf.tensor(attention.scoreBias)
      }
    }
    const backend = tf.backend() as WebGPUBackend
    const infos = [
      meanState(backend, tensors, cell, null),
      ...Object.values(receivedAttention(backend, tensors, cell, attends))
    ]
    const given = infos.map(info => tf.engine().makeTensorFromTensorInfo(info))
    const found = await Promise.all(given.map(tensor => tensor.data()))
    const exact = exactMeans(weights, attention, x, { count, steps, inputs, units, window })
    const expected = [exact.plain, exact.attended, exact.received]
    expected.forEach((values, i) => {
      expect(largestDifference(found[i]!, values)).toBeLessThan(2e-6)
    })
    tf.dispose([given, tensors, attends.tensors])
    expect(tf.memory().numTensors).toBe(before)
    expect(backend.numDataIds(), 'buffers on the device').toBe(0)
  })

  const small = { count: 3, steps: 11, inputs: 4, units: 5 }
  it.each([
    recurrenceCase('gru', small),
    recurrenceCase('gru-reset-after', small),
    recurrenceCase('lstm', small),
    recurrenceCase('gru', { count: 5, steps: 5, inputs: 3, units: 64 }),
    recurrenceCase('lstm', { count: 1, steps: 3, inputs: 3, units: 64 }),
    recurrenceCase('gru', { count: 2, steps: 3, inputs: 9, units: 130 }),
    attentionCase({ count: 2, steps: 9, features: 4, units: 3, window: 6 }),
    attentionCase({ count: 3, steps: 5, features: 20, units: 9, window: 15 })
  ])('gradients: $name', async given => {
    const [ours, plain] = [await fusedGradients(given), await plainGradients(given)]
    expect(largestDifference(ours.output, plain.output)).toBeLessThan(2e-6)
    exactSlopes(given, 3).forEach((slopes, part) => {
      expect(largestDifference(ours.parts[part]!, plain.parts[part]!)).toBeLessThan(2e-5)
      for (const [place, slope] of slopes)
        expect(Math.abs(ours.parts[part]![place]! - slope)).toBeLessThan(2e-4 * Math.max(1, Math.abs(slope)))
    })
  })

  it('the gradients of a batch computed in shares equal those of the whole batch', async () => {
    const { recurrenceGradients } = await import('../../../../engine/kernels/webgpu/recurrence-gradients.ts')
    const before = tf.memory().numTensors
    const { parts, exact } = recurrenceCase('lstm', { count: 5, steps: 4, inputs: 3, units: 6 })
    const [x, kernel, recurrentKernel, bias] = parts.map(part => tf.tensor(part.values, part.shape)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor
    ]
    const tensors = { x, kernel, recurrentKernel, bias }
    const size = exact(parts.map(part => part.values)).length
    const dy = tf.tensor(randomFloats(size, 1, 17), [5, 4, 6])
    const backend = tf.backend() as WebGPUBackend
    const whole = recurrenceGradients(backend, tensors, 'lstm', dy)
    const shared = recurrenceGradients(backend, tensors, 'lstm', dy, 1)
    for (const [i, gradient] of whole.entries())
      expect(largestDifference(await shared[i]!.data(), await gradient.data())).toBeLessThan(2e-6)
    tf.dispose([whole, shared, tensors, dy])
    expect(tf.memory().numTensors).toBe(before)
  })
})

function exactMeans(
  weights: ReturnType<typeof randomCell>,
  attention: ReturnType<typeof randomAttention>,
  x: Float32Array,
  size: Record<'count' | 'steps' | 'inputs' | 'units' | 'window', number>
) {
  const { count, steps, inputs, units, window } = size
  const plain = new Float64Array(count * units)
  const attended = new Float64Array(count * units)
  const received = new Float64Array(count * steps)
  for (let patch = 0; patch < count; patch++) {
    const states = referenceStates(
      weights,
      x.subarray(patch * steps * inputs, (patch + 1) * steps * inputs),
      steps
    )
    const given = referenceAttention(attention, states, steps)
    states.forEach((value, i) => {
      plain[patch * units + (i % units)]! += value / steps
      attended[patch * units + (i % units)]! += given.attended[i]! / steps
    })
    given.weights.forEach((share, i) => {
      const seen = Math.floor(i / window) - Math.floor(window / 2) + (i % window)
      if (!Number.isNaN(share)) received[patch * steps + seen]! += share
    })
  }
  return { plain, attended, received }
}
