import * as tf from '@tensorflow/tfjs-core'
import type { SymbolicTensor } from '@tensorflow/tfjs-layers'
import * as layers from '@tensorflow/tfjs-layers'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cpu } from '../../../engine/backends/cpu.ts'
import { openKernels } from '../../../engine/kernels/open.ts'
import { convolved } from '../../../engine/layers/convolutions.ts'
import { inferenceOf } from '../../../engine/layers/inference.ts'
import { buildCnn } from '../../../engine/models/cnn.ts'
import { buildResNet } from '../../../engine/models/resnet.ts'
import { scatterWeights } from '../../../engine/selftest/numbers.ts'
import { randomFloats } from '../../support/reference/random.ts'

const { conv2d, dense, flatten, maxPooling2d, activation, batchNormalization, add, dropout } = layers.layers

let model: layers.LayersModel

beforeAll(async () => {
  await cpu.open({})
})

afterEach(() => {
  model.dispose()
})

type Layer = InstanceType<typeof layers.layers.Layer>
type Step = (input: SymbolicTensor) => SymbolicTensor
const apply = (layer: Layer, ...inputs: SymbolicTensor[]) =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicTensor

/** A model with one part under test between an input of 7×9×3 and an output of two classes. */
function around(part: Step): layers.LayersModel {
  const inputs = layers.input({ shape: [7, 9, 3] })
  const head = apply(flatten(), part(inputs))
  return layers.model({ inputs, outputs: apply(dense({ units: 2, activation: 'softmax' }), head) })
}

/** Largest difference between `run` and the model's own layers, computed op by op. */
function difference(run: (images: tf.Tensor4D) => tf.Tensor, count: number): number {
  const [, height, width, channels] = model.inputs[0]!.shape as [null, number, number, number]
  const values = randomFloats(count * height * width * channels, 1, 5)
  const before = tf.memory().numTensors
  const worst = tf.tidy(() => {
    const images = tf.tensor4d(values, [count, height, width, channels])
    const expected = (model.predictOnBatch(images) as tf.Tensor).dataSync()
    const found = run(images)
    expect(found.shape).toEqual([count, 2])
    return tf.max(tf.abs(tf.sub(found, tf.tensor2d(expected, [count, 2])))).dataSync()
  })
  expect(tf.memory().numTensors).toBe(before)
  return worst[0]!
}

const filters = { filters: 10, kernelSize: 3, padding: 'same' as const }

describe('computed by our kernels', () => {
  const parts: [string, Step][] = [
    ['a convolution with bias, rectified', x => apply(conv2d({ ...filters, activation: 'relu' }), x)],
    ['one with stride 2', x => apply(conv2d({ ...filters, strides: 2 }), x)],
    ['one with stride 3 and no padding', x => apply(conv2d({ ...filters, strides: 3, padding: 'valid' }), x)],
    ['one of an uneven window', x => apply(conv2d({ ...filters, kernelSize: [2, 5] }), x)],
    ['one window as large as the image', x => apply(conv2d({ filters: 14, kernelSize: [7, 9] }), x)],
    ['a window larger than the image', x => apply(conv2d({ ...filters, kernelSize: 15 }), x)],
    [
      'pooling of the image itself',
      x => apply(maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), x)
    ],
    ['pooling without overlap', x => apply(maxPooling2d({ poolSize: 2 }), x)],
    [
      'a shortcut, which is added before it is rectified',
      x => {
        const first = apply(conv2d(filters), x)
        const second = apply(batchNormalization(), apply(conv2d(filters), first))
        return apply(activation({ activation: 'relu' }), apply(add(), second, first))
      }
    ],
    ['dropout, which does nothing here', x => apply(dropout({ rate: 0.5 }), apply(conv2d(filters), x))]
  ]

  it.each(parts)('%s', (_, part) => {
    model = around(part)
    scatterWeights(model)
    const run = convolved(model)
    expect(run).not.toBeNull()
    expect(difference(run!, openKernels().arena.lanes + 3)).toBeLessThan(1e-6)
    expect(difference(run!, 1)).toBeLessThan(1e-6)
  })

  it.each([18, 34, 50] as const)('a residual network of %i layers', depth => {
    model = buildResNet({ depth, patch: 31, width: 8 })
    scatterWeights(model)
    expect(difference(convolved(model)!, 5)).toBeLessThan(1e-5)
  })

  it('the small cnn', () => {
    model = buildCnn()
    scatterWeights(model)
    expect(difference(convolved(model)!, 5)).toBeLessThan(1e-5)
  })
})

describe('left to TensorFlow.js', () => {
  const parts: [string, Step][] = [
    ['another activation', x => apply(conv2d({ ...filters, activation: 'sigmoid' }), x)],
    ['an odd number of filters', x => apply(conv2d({ ...filters, filters: 7 }), x)],
    ['a dilated convolution', x => apply(conv2d({ ...filters, dilationRate: 2 }), x)],
    ['a layer that our networks do not have', x => apply(layers.layers.averagePooling2d({ poolSize: 2 }), x)],
    [
      'a normalisation of what another layer reads as it was',
      x => {
        const first = apply(conv2d(filters), x)
        return apply(add(), apply(conv2d(filters), first), apply(batchNormalization(), first))
      }
    ],
    [
      'an output that is added to itself',
      x => {
        const first = apply(conv2d(filters), x)
        return apply(add(), first, first)
      }
    ],
    [
      'one layer in two places',
      x => {
        const shared = conv2d({ ...filters, filters: 3 })
        return apply(shared, apply(shared, x))
      }
    ]
  ]

  it.each(parts)('%s', (_, part) => {
    model = around(part)
    expect(convolved(model)).toBeNull()
    const { run, streams } = inferenceOf(model)
    expect(streams).toBe(false)
    expect(difference(run, 2)).toBe(0)
  })

  it('everything on another backend', async () => {
    model = buildCnn({ patch: 20 })
    await import('@tensorflow/tfjs-backend-cpu')
    await tf.setBackend('cpu')
    expect(convolved(model)).toBeNull()
    await cpu.use()
  })
})
