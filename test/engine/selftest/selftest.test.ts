import * as tf from '@tensorflow/tfjs-core'
import { afterAll, describe, expect, test } from 'vitest'
import '@tensorflow/tfjs-backend-cpu'
import { openEngine } from '../../../engine/engine.ts'
import { architectures } from '../../../engine/models/index.ts'
import { expected } from '../../../engine/selftest/expected.ts'
import { selfTest, testPatches, testProbabilities } from '../../../engine/selftest/selftest.ts'

const { device } = await openEngine('cpu')
const names = Object.keys(architectures)

describe('expected probabilities', () => {
  const kernels = ['FusedGRU', 'FusedLSTM', 'LocalAttention'].map(name => tf.getKernel(name, 'cpu')!)

  test.each(names)('of %s match plain operations', async name => {
    await tf.setBackend('cpu')
    for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, 'cpu')
    try {
      const plain = await testProbabilities(name)
      expect(plain.length).toBe(testPatches)
      plain.forEach((value, i) => {
        expect(Math.abs(value - expected[name]![i]!)).toBeLessThan(1e-6)
      })
    } finally {
      kernels.forEach(tf.registerKernel)
      await tf.setBackend('wasm')
    }
  })

  test('differ between patches and never saturate', () => {
    for (const name of names) {
      const values = expected[name]!
      expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.005)
      for (const value of values) expect(Math.abs(value - 0.5)).toBeLessThan(0.35)
    }
  })
})

describe('a self-test', () => {
  test('passes on WebAssembly and leaks no tensors', async () => {
    const before = tf.memory().numTensors
    await selfTest(device)
    expect(tf.memory().numTensors).toBe(before)
  })

  // Replaces a kernel with a slightly wrong one, as a bad driver might.
  const spoilt = (kernelName: string, factor: number) => {
    const right = tf.getKernel(kernelName, 'wasm')!
    tf.unregisterKernel(kernelName, 'wasm')
    tf.registerKernel({
      ...right,
      kernelFunc: call => {
        const result = right.kernelFunc(call) as tf.TensorInfo
        const numbers = (call.backend as { readSync(id: object): Float32Array }).readSync(result.dataId)
        const changed = numbers.map(value => value * factor)
        const write = (call.backend as { write(v: Float32Array, s: number[], d: string): object }).write
        return { ...result, dataId: write.call(call.backend, changed, result.shape, 'float32') }
      }
    })
    return () => {
      tf.unregisterKernel(kernelName, 'wasm')
      tf.registerKernel(right)
    }
  }
  const restore: (() => void)[] = []
  afterAll(() => {
    for (const each of restore) each()
  })

  test.each([
    ['a factor a little off', 'Softmax', 1.05, /result of cnn is off by \d\.\de-\d/],
    ['no number', 'Softmax', Number.NaN, /result of cnn is not a number/]
  ])('refuses a backend that computes %s, and reports the error', async (_, kernel, factor, saying) => {
    const right = spoilt(kernel, factor)
    restore.push(right)
    await expect(selfTest(device)).rejects.toMatchObject({
      code: 'engine/unavailable',
      message: expect.stringMatching(saying)
    })
    restore.pop()
    right()
  })
})
