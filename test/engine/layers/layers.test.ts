import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { io } from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { cpu } from '../../../engine/backends/cpu.ts'
import { fusedRecurrence, localAttention } from '../../../engine/kernels/operations.ts'
import type { Cell } from '../../../engine/kernels/recurrence/cells.ts'
import { plainAttention, plainRecurrence } from '../../../engine/layers/plain.ts'
import { registerLayers } from '../../../engine/layers/register.ts'
import { streamed } from '../../../engine/layers/stream.ts'
import {
  buildGruAttention,
  buildLstm,
  buildLstmAttention,
  type RecurrentOptions
} from '../../../engine/models/recurrent.ts'
import { randomAttention, randomCell, randomFloats } from '../../support/reference/random.ts'

const small = { patch: 10, units: 6, attention: { units: 5, window: 7 } }

const models: [
  string,
  (options: Partial<RecurrentOptions>) => layers.LayersModel,
  Partial<RecurrentOptions>
][] = [
  ['lstm', buildLstm, small],
  ['lstm, last state', buildLstm, { ...small, pooling: 'last' }],
  ['lstm + attention, one row per step', buildLstmAttention, { ...small, tokens: 'row' }],
  ['gru + attention', buildGruAttention, small],
  [
    'gru + attention, reset after, blocks',
    buildGruAttention,
    { ...small, resetAfter: true, tokens: { block: 2 } }
  ]
]

const images = (count: number) => tf.tensor4d(randomFloats(count * 300, 1, 3), [count, 10, 10, 3])

describe.each(['wasm', 'cpu'])('on the %s backend', backend => {
  beforeAll(async () => {
    registerLayers()
    await cpu.open({})
    await tf.setBackend(backend)
  })

  it.each<Cell>(['gru', 'gru-reset-after', 'lstm'])(
    '%s matches plain operations, forward and backward',
    cell => {
      const weights = randomCell(cell, 4, 5)
      const columns = weights.kernel.length / 4
      const biasShape = cell === 'gru-reset-after' ? [2, columns] : [columns]
      expectSame(
        [
          tf.tensor(randomFloats(3 * 11 * 4, 1, 9), [3, 11, 4]),
          tf.tensor(weights.kernel, [4, columns]),
          tf.tensor(weights.recurrentKernel, [5, columns]),
          tf.tensor(weights.bias, biasShape)
        ],
        run => (x, kernel, recurrentKernel, bias) =>
          run({ x: x!, kernel: kernel!, recurrentKernel: recurrentKernel!, bias: bias! }, cell),
        fusedRecurrence,
        plainRecurrence
      )
    }
  )

  it('local attention matches plain operations, forward and backward', () => {
    const weights = randomAttention(4, 3, 6)
    expectSame(
      [
        tf.tensor(randomFloats(2 * 9 * 4, 1, 9), [2, 9, 4]),
        tf.tensor(weights.query, [4, 3]),
        tf.tensor(weights.key, [4, 3]),
        tf.tensor(weights.bias),
        tf.tensor(weights.score),
        tf.tensor(weights.scoreBias)
      ],
      run => (x, query, key, bias, score, scoreBias) =>
        run({ x: x!, query: query!, key: key!, bias: bias!, score: score!, scoreBias: scoreBias! }, 6),
      localAttention,
      plainAttention
    )
  })

  it.each(models)(
    '%s gives the same output streamed or reloaded, and leaks no tensors',
    async (_, build, options) => {
      const before = tf.memory().numTensors
      const model = build(options)
      const input = images(5)
      const expected = tf.tidy(() => (model.predict(input) as tf.Tensor).arraySync()) as number[][]
      const stream = streamed(model)
      if (options.pooling === 'last') expect(stream).toBeNull()
      else expectClose(tf.tidy(() => stream!(input).arraySync()) as number[][], expected, 2e-6)
      let artifacts: io.ModelArtifacts | undefined
      await model.save({
        save: async saved => {
          artifacts = saved
          return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(saved) }
        }
      })
      const loaded = await layers.loadLayersModel({ load: async () => artifacts! })
      expectClose(
        tf.tidy(() => (loaded.predict(input) as tf.Tensor).arraySync()) as number[][],
        expected,
        1e-7
      )
      for (const disposable of [model, loaded, input]) disposable.dispose()
      expect(tf.memory().numTensors).toBe(before)
    }
  )

  it('training lowers the loss and leaks no tensors between steps', async () => {
    const model = buildGruAttention({ ...small, patch: 4, dropout: 0 })
    model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' })
    const x = tf.tensor4d(randomFloats(6 * 48, 1, 4), [6, 4, 4, 3])
    const y = tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0], 'int32'), 2)
    const first = Number(await model.trainOnBatch(x, y))
    const before = tf.memory().numTensors
    let last = first
    for (let step = 0; step < 25; step++) last = Number(await model.trainOnBatch(x, y))
    expect(last).toBeLessThan(first / 2)
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([x, y])
    model.dispose()
  })
})

/** Compares values and gradients of two functions of the same tensors, in a random direction. */
function expectSame<T extends (...args: never[]) => tf.Tensor>(
  tensors: tf.Tensor[],
  bind: (run: T) => (...args: tf.Tensor[]) => tf.Tensor,
  fused: T,
  plain: T
): void {
  tf.tidy(() => {
    const shape = bind(plain)(...tensors).shape
    const direction = tf.tensor(
      randomFloats(
        shape.reduce((a, b) => a * b),
        1,
        17
      ),
      shape
    )
    const run = (f: T) =>
      tf.valueAndGrads((...args: tf.Tensor[]) => tf.sum(tf.mul(bind(f)(...args), direction)))(tensors)
    const ours = run(fused)
    const theirs = run(plain)
    expectClose(bind(fused)(...tensors).arraySync(), bind(plain)(...tensors).arraySync(), 2e-6)
    expect(ours.value.dataSync()[0]).toBeCloseTo(theirs.value.dataSync()[0]!, 4)
    ours.grads.forEach((gradient, i) => {
      expectClose(gradient.arraySync(), theirs.grads[i]!.arraySync(), 2e-5)
    })
  })
}

function expectClose(actual: unknown, expected: unknown, tolerance: number): void {
  const [a, b] = [actual, expected].map(value => [value].flat(9) as number[]) as [number[], number[]]
  expect(a.length).toBe(b.length)
  const worst = a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)
  expect(worst).toBeLessThan(tolerance)
}
