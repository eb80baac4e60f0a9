import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { ImageTraining } from '../../../engine/kernels/images/image-training.ts'
import type {
  ConvolutionVariables,
  NormalisedConvolution
} from '../../../engine/kernels/images/training/convolution.ts'
import { isValid } from '../../../engine/kernels/wasm/module.ts'

const image = [11, 10, 3] as const
const epsilon = 1e-3

function window(size: number, stride: number, height: number, width: number) {
  const before = (edge: number) =>
    Math.floor(Math.max(0, (Math.ceil(edge / stride) - 1) * stride + size - edge) / 2)
  return { height: size, width: size, stride, top: before(height), left: before(width) }
}

/** A stem, a block whose shortcut is a convolution, and one whose shortcut is its input. */
const layers: NormalisedConvolution[] = [
  {
    input: 0,
    inputShape: image,
    shape: [6, 5, 8],
    window: window(3, 2, 11, 10),
    shortcut: null,
    rectified: true,
    epsilon
  },
  {
    input: 1,
    inputShape: [6, 5, 8],
    shape: [3, 3, 12],
    window: window(3, 2, 6, 5),
    shortcut: null,
    rectified: true,
    epsilon
  },
  {
    input: 1,
    inputShape: [6, 5, 8],
    shape: [3, 3, 12],
    window: window(1, 2, 6, 5),
    shortcut: null,
    rectified: false,
    epsilon
  },
  {
    input: 2,
    inputShape: [3, 3, 12],
    shape: [3, 3, 12],
    window: window(3, 1, 3, 3),
    shortcut: 3,
    rectified: true,
    epsilon
  },
  {
    input: 4,
    inputShape: [3, 3, 12],
    shape: [3, 3, 12],
    window: window(3, 1, 3, 3),
    shortcut: null,
    rectified: true,
    epsilon
  },
  {
    input: 5,
    inputShape: [3, 3, 12],
    shape: [3, 3, 12],
    window: window(3, 1, 3, 3),
    shortcut: 4,
    rectified: true,
    epsilon
  }
]

const numbers = (count: number, scale: number, seed: number) =>
  Float32Array.from(
    { length: count },
    (_, i) => scale * Math.sin(12.9898 * i * (seed + 1) + 4.1 * seed + i * i * 0.37)
  )

const variables: ConvolutionVariables[] = layers.map(({ window, inputShape, shape }, i) => ({
  kernel: numbers(window.height * window.width * inputShape[2] * shape[2], 0.3, i),
  gamma: numbers(shape[2], 0.3, i + 10).map(value => 1 + value),
  beta: numbers(shape[2], 0.3, i + 20)
}))

/** The same with TensorFlow.js's own operations. */
function plain(images: tf.Tensor4D, tensors: tf.Tensor[][]): tf.Tensor4D {
  const values: tf.Tensor4D[] = [images]
  layers.forEach(({ input, window, shortcut, rectified }, i) => {
    const [kernel, gamma, beta] = tensors[i] as [tf.Tensor4D, tf.Tensor, tf.Tensor]
    const convolved = tf.conv2d(values[input]!, kernel, window.stride, 'same')
    const { mean, variance } = tf.moments(convolved, [0, 1, 2])
    const normalised = tf.div(tf.sub(convolved, mean), tf.sqrt(tf.add(variance, epsilon)))
    let output = tf.add(tf.mul(normalised, gamma), beta) as tf.Tensor4D
    if (shortcut !== null) output = tf.add(output, values[shortcut]!)
    values.push(rectified ? tf.relu(output) : output)
  })
  return values.at(-1)!
}

beforeAll(() => tf.setBackend('cpu'))

const builds = (['plain', 'relaxed', 'wide'] as const).filter(isValid)

describe.each(builds)('convolutions in training, %s', build => {
  it.each([5, 16, 21])('%i patches give what TensorFlow.js gives, forward and back', count => {
    const training = new ImageTraining(image, layers, 24, build)
    training.load(variables)
    const values = numbers(count * 330, 1, 3)
    const slopes = numbers(count * training.outputs, 1, 5)
    const shapes = layers.map(({ window, inputShape, shape }) => [
      window.height,
      window.width,
      inputShape[2],
      shape[2]
    ])
    const flat = variables.flatMap(({ kernel, gamma, beta }, i) => [
      tf.tensor(kernel, shapes[i]),
      tf.tensor(gamma),
      tf.tensor(beta)
    ])
    const images = tf.tensor4d(values, [count, ...image])
    const expected = plain(images, group(flat)).dataSync()
    const gradients = tf.grads((...all: tf.Tensor[]) =>
      tf.sum(tf.mul(plain(images, group(all)), tf.tensor(slopes, [count, 3, 3, 12])))
    )(flat)
    for (let round = 0; round < 2; round++) {
      const { output } = training.forward(values, count)
      expect(difference(output, expected as Float32Array)).toBeLessThan(2e-5)
      const found = training.backward(slopes).flatMap(({ kernel, gamma, beta }) => [kernel, gamma, beta])
      found.forEach((gradient, i) => {
        expect(difference(gradient, gradients[i]!.dataSync() as Float32Array)).toBeLessThan(1e-3)
      })
    }
  })
})

const group = (all: tf.Tensor[]) => layers.map((_, i) => all.slice(3 * i, 3 * i + 3))

function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}
