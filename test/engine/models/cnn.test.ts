import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { folderReader } from '../../../engine/model-folder/artifacts.ts'
import { readSpec } from '../../../engine/model-folder/spec.ts'
import { buildCnn } from '../../../engine/models/cnn.ts'
import { normalise } from '../../../engine/network/normalise.ts'
import { noise } from '../tiny.ts'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'

const engine = await openEngine('cpu')
const folder = join(import.meta.dirname, '../..', '..', 'models', 'cnn')

test('the small CNN of the paper has as many parameters as the reference', () => {
  const model = buildCnn()
  expect(model.countParams()).toBe(406_744)
  expect(model.inputs[0]?.shape).toEqual([null, 50, 50, 3])
  model.dispose()
})

describe.skipIf(!existsSync(folder))('the shipped CNN', () => {
  test('matches its spec.json and keeps its patients apart', async () => {
    const spec = await readSpec(folder)
    expect(spec).toMatchObject({ name: 'cnn', architecture: 'cnn', input: { mpp: 4, patch: 50 } })
    const { patients, validationPatients, heldOutPatients } = spec.trainingData
    const all = [...patients, ...validationPatients, ...heldOutPatients]
    expect(new Set(all).size).toBe(all.length)
    expect(heldOutPatients.some(patient => ['8863', '8865', '8867'].includes(patient))).toBe(true)
  })

  test('predicts the same on WebAssembly as on the plain CPU backend', async () => {
    const network = await engine.load(folder)
    const patches = noise(12)
    const found = await network.predict(patches, 12)
    await tf.setBackend('cpu')
    const model = await loadLayersModel(folderReader(folder))
    const expected = tf.tidy(() => {
      const input = tf.tensor4d(normalise(patches, network.spec.input.normalisation), [12, 50, 50, 3])
      return (model.predict(input) as tf.Tensor).dataSync()
    })
    found.forEach((value, i) => {
      expect(Math.abs(value - (expected[2 * i + 1] as number))).toBeLessThan(1e-4)
    })
  })
})
