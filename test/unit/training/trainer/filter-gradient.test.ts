import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { scattered } from '../../../../engine/selftest/numbers.ts'
import { registerFilterGradient } from '../../../../training/trainer/filter-gradient.ts'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'

await tf.setBackend('cpu')

const cases = [
  { edge: 7, channels: 3, filters: 4, size: 3, stride: 1, pad: 'same' },
  { edge: 8, channels: 2, filters: 5, size: 3, stride: 2, pad: 'same' },
  { edge: 7, channels: 3, filters: 2, size: 3, stride: 1, pad: 'valid' },
  { edge: 7, channels: 2, filters: 3, size: 1, stride: 2, pad: 'same' },
  { edge: 2, channels: 2, filters: 2, size: 5, stride: 1, pad: 'same' }
] as const

/** Computes the gradient with the currently registered kernel. */
function gradientOf({ edge, channels, filters, size, stride, pad }: (typeof cases)[number]): Float32Array {
  return tf.tidy(() => {
    const images = tf.tensor4d(scattered(3 * edge * edge * channels, 1), [3, edge, edge, channels])
    const filter = tf.tensor4d(scattered(size * size * channels * filters, 2), [
      size,
      size,
      channels,
      filters
    ])
    const convolved = (kernel: tf.Tensor) => tf.conv2d(images, kernel as tf.Tensor4D, stride, pad)
    return tf
      .grad(kernel => tf.sum(tf.square(convolved(kernel))))(filter)
      .dataSync<'float32'>()
  })
}

test('matches the gradient of TensorFlow.js for any stride and padding', () => {
  const theirs = cases.map(gradientOf)
  registerFilterGradient()
  cases.forEach((one, i) => {
    const ours = gradientOf(one)
    expect(ours.length).toBe(theirs[i]!.length)
    ours.forEach((value, j) => {
      expect(Math.abs(value - theirs[i]![j]!)).toBeLessThan(1e-4 * (1 + Math.abs(theirs[i]![j]!)))
    })
    expect(ours.some(value => Math.abs(value) > 0.1)).toBe(true)
  })
})
