import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Optimizer, optimizerDefaults } from '../../../../training/trainer/optimizer.ts'

beforeEach(async () => {
  await tf.setBackend('cpu')
})
afterEach(() => tf.disposeVariables())

/**
 * Values of two variables after one RMSprop step from 0. Only epsilon makes the step depend on the
 * gradient's length.
 */
async function stepOf(clip: number, gradients: [number, number]): Promise<number[]> {
  const variables = [0, 0].map(value => tf.tidy(() => tf.variable(tf.scalar(value))))
  const optimizer = new Optimizer(variables, { ...optimizerDefaults.rmsprop, epsilon: 1, clip })
  const named = Object.fromEntries(variables.map(({ name }, i) => [name, tf.scalar(gradients[i] as number)]))
  optimizer.apply(named, 1)
  const values = await Promise.all(variables.map(async variable => (await variable.data())[0] as number))
  optimizer.dispose()
  tf.dispose(named)
  return values
}

test('clips long gradients together and keeps their direction', async () => {
  const cut = await stepOf(5, [30, 40])
  expect(cut).toEqual((await stepOf(0, [3, 4])).map(value => expect.closeTo(value, 6)))
  expect(await stepOf(5, [0.3, 0.4])).toEqual(await stepOf(0, [0.3, 0.4]))
})

test('a step leaks no tensors', async () => {
  const before = tf.memory().numTensors
  await stepOf(1, [3, 4])
  tf.disposeVariables()
  expect(tf.memory().numTensors).toBe(before)
})
