import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { explainByOcclusion } from '../../../engine/explain/occlusion.ts'
import { attentionReceived, stepContributions } from '../../../engine/explain/step-contributions.ts'
import { buildGruAttention, buildLstmAttention } from '../../../engine/models/recurrent.ts'
import { buildResNet } from '../../../engine/models/resnet.ts'
import { noise, tinyModel, writeModelFolder } from '../tiny.ts'

const engine = await openEngine('cpu')
const edge = 50
const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

describe('explanation by attention', () => {
  test.each([
    [
      'blocks',
      buildGruAttention({ units: 8, tokens: { block: 5 }, attention: { units: 4, window: 7 } }),
      100
    ],
    ['rows', buildLstmAttention({ units: 8, tokens: 'row', attention: { units: 4, window: 5 } }), 50]
  ])(
    'of %s: the weights of every step sum to one, and all pixels of a step share its value',
    async (_, model, steps) => {
      const before = tf.memory().numTensors
      const network = await engine.load(await writeModelFolder(model))
      const loaded = tf.memory().numTensors
      const { kind, map, windows } = await network.explain(noise(1))
      expect(tf.memory().numTensors).toBe(loaded)
      expect(kind).toBe('attention')
      const window = windows!.length / steps
      for (let step = 0; step < steps; step++) {
        const shared = windows!.subarray(step * window, (step + 1) * window)
        expect(mean(shared) * window).toBeCloseTo(1, 4)
      }
      expect(map.length).toBe(edge * edge)
      expect(Math.max(...map.map(Math.abs))).toBeGreaterThan(0)
      expect(map[0]).toBe(map[1])
      network.dispose()
      expect(tf.memory().numTensors).toBe(before)
    }
  )

  test('a step receives the sum of the weights of all windows that contain it', () => {
    // Three steps, window 3: the first attends to itself and the second, the last only to the
    // second.
    const windows = Float32Array.of(0, 0.5, 0.5, 0.2, 0.3, 0.5, 1, 0, 0)
    expect([...attentionReceived(windows, 3, 3)].map(value => value.toFixed(2))).toEqual([
      '0.70',
      '1.80',
      '0.50'
    ])
  })
})

test('a step contributes its change of the state, weighted by the attention that the state receives', () => {
  // Two units, three steps, window 1: every state attends to itself only, the last one to nothing.
  const states = Float32Array.of(1, 0, 1, 1, 3, 1)
  const votes = stepContributions({
    windows: Float32Array.of(1, 1, 0),
    window: 1,
    states,
    steps: 3,
    direction: Float32Array.of(2, -1)
  })
  expect([...votes]).toEqual([2, -1, 0])
})

describe('explanation by occlusion', () => {
  test('finds the area that decides the prediction', async () => {
    const patch = new Uint8Array(edge * edge * 3).fill(200)
    // Dark where the network below looks: rows 10 to 19, columns 30 to 39.
    for (let y = 10; y < 20; y++) patch.fill(20, (y * edge + 30) * 3, (y * edge + 40) * 3)
    const looksThere = async (patches: Uint8Array, count: number) =>
      Float32Array.from({ length: count }, (_, i) => {
        let dark = 0
        for (let y = 10; y < 20; y++)
          for (let x = 30; x < 40; x++) dark += 255 - patches[(i * edge * edge + y * edge + x) * 3]!
        return dark / (255 * 100)
      })
    const { kind, map } = await explainByOcclusion(patch, edge, looksThere)
    expect(kind).toBe('occlusion')
    const most = map.indexOf(Math.max(...map))
    expect([Math.floor(most / edge), most % edge].map(at => Math.floor(at / 10))).toEqual([1, 3])
    expect(map[45 * edge + 5]).toBeCloseTo(0, 5)
  })

  test('is used for networks without attention', async () => {
    const network = await engine.load(await writeModelFolder(tinyModel()))
    const { kind, map, windows } = await network.explain(noise(1))
    expect([kind, windows]).toEqual(['occlusion', null])
    expect(Math.max(...map.map(Math.abs))).toBeGreaterThan(0)
    network.dispose()
  })
})

describe('uncertainty', () => {
  test('measures how far a probability moves under dropout, and repeats for the same patches', async () => {
    const network = await engine.load(await writeModelFolder(tinyModel()))
    const loaded = tf.memory().numTensors
    const patches = noise(20)
    const found = (await network.uncertainty(patches, 20))!
    expect(found.length).toBe(20)
    expect(Math.max(...found)).toBeGreaterThan(1e-4)
    expect(Math.max(...found)).toBeLessThanOrEqual(0.5)
    expect(await network.uncertainty(patches, 20)).toEqual(found)
    expect(tf.memory().numTensors).toBe(loaded)
    // Computing the uncertainty does not change later predictions.
    const once = await network.predict(patches, 20)
    await network.uncertainty(patches, 20)
    expect(await network.predict(patches, 20)).toEqual(once)
    network.dispose()
  })

  test('is null for a network without dropout', async () => {
    const network = await engine.load(await writeModelFolder(buildResNet({ depth: 18, width: 2 })))
    expect(await network.uncertainty(noise(1), 1)).toBeNull()
    network.dispose()
  })
})
