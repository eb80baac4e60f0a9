import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { bytesOf } from '../../../engine/model-folder/bytes.ts'
import '@tensorflow/tfjs-backend-cpu'

await tf.setBackend('cpu')

/** Decodes our narrowed values with TensorFlow.js, whose reader decides what is right. */
async function widened(values: number[]): Promise<number[]> {
  const { bytes, scale, min } = bytesOf(Float32Array.from(values))
  const spec: tf.io.WeightsManifestEntry = {
    name: 'w',
    shape: [values.length],
    dtype: 'float32',
    quantization: { dtype: 'uint8', scale, min }
  }
  const { w } = tf.io.decodeWeights(Uint8Array.from(bytes).buffer, [spec])
  return [...(await (w as tf.Tensor).data<'float32'>())]
}

test('no value is off by more than one step, including the minimum and maximum, for any range', async () => {
  for (const [low, high] of [
    [-1, 1],
    [-0.3, 4],
    [2, 5],
    [-7, -6]
  ] as const) {
    const values = Array.from({ length: 1000 }, (_, i) => low + ((high - low) * i) / 999)
    const step = (Math.max(high, 0) - Math.min(low, 0)) / 255
    const found = await widened(values)
    values.forEach((value, i) => {
      expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(1.01 * step)
    })
  }
})

test('rounds a value between two steps to the nearer step', async () => {
  const found = await widened([-100, 155, 0.4, 0.6, -0.4, -0.6])
  expect(found).toEqual([-100, 155, 0, 1, 0, -1])
})

test('keeps zero exact', async () => {
  const found = await widened([0, -0.123, 0.377, 0])
  expect([found[0], found[3]]).toEqual([0, 0])
  expect(await widened([0, 0])).toEqual([0, 0])
})
