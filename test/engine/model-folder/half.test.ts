import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { halvesOf } from '../../../engine/model-folder/half.ts'
import '@tensorflow/tfjs-backend-cpu'

await tf.setBackend('cpu')

/** Decodes our narrowed values with TensorFlow.js, whose reader decides what is right. */
async function widened(values: number[]): Promise<Float32Array> {
  const halves = halvesOf(Float32Array.from(values))
  const spec: tf.io.WeightsManifestEntry = {
    name: 'w',
    shape: [values.length],
    dtype: 'float32',
    quantization: { dtype: 'float16' }
  }
  const { w } = tf.io.decodeWeights(halves.buffer as ArrayBuffer, [spec])
  return (w as tf.Tensor).data<'float32'>()
}

test('values that fit in 16 bits are kept exactly, including signs, zeros and subnormals', async () => {
  const values = [0, 1, -1, 0.5, 65504, -65504, 2 ** -14, 2 ** -24, -3 * 2 ** -24, 1 + 2 ** -10]
  expect([...(await widened(values))]).toEqual(values)
})

test('other values are rounded to the nearest, ties to even', async () => {
  const step = 2 ** -10
  const found = await widened([1 + step / 2, 1 + (3 * step) / 2, 1 + 0.6 * step, 2 - step / 4, 2 ** -26, 1e6])
  expect([...found]).toEqual([1, 1 + 2 * step, 1 + step, 2, 0, Number.POSITIVE_INFINITY])
})

test('no weight is off by more than one part in two thousand', async () => {
  const values = Array.from({ length: 4000 }, (_, i) => Math.sin(i * 12.9898) * 10 ** ((i % 7) - 3))
  const found = await widened(values)
  values.forEach((value, i) => {
    expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(Math.abs(value) / 2048 + 2 ** -25)
  })
})
