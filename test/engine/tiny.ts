import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as layers from '@tensorflow/tfjs-layers'
import { onTestFinished } from 'vitest'
import { folderWriter } from '../../engine/model-folder/artifacts.ts'
import { fingerprint, hashOfWeights } from '../../engine/model-folder/files.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { buildCnn } from '../../engine/models/cnn.ts'

/** A folder that is deleted after its test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ductal-engine-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A small CNN with random weights. */
export const tinyModel = (patch = 50) => buildCnn({ patch, filters: [2, 3], units: 4, seed: 7 })

/** A model with a given input shape and class count, which may differ from its spec. */
export function modelOf(input: number[], classes: number): layers.LayersModel {
  const model = layers.sequential()
  model.add(layers.layers.flatten({ inputShape: input }))
  model.add(layers.layers.dense({ units: classes, activation: 'softmax' }))
  return model
}

/** Writes a model and a matching spec, which `change` may corrupt. */
export async function writeModelFolder(
  model: layers.LayersModel,
  change: (spec: ModelSpec) => object = spec => spec
): Promise<string> {
  const folder = await temporaryFolder()
  await model.save(folderWriter(folder))
  await restate(folder, model.countParams(), change)
  return folder
}

/** Rewrites the spec so that it matches files that were changed on purpose. */
export async function restate(
  folder: string,
  parameters: number,
  change: (spec: ModelSpec) => object = spec => spec
): Promise<void> {
  const [topology, weights] = [
    await readFile(join(folder, 'model.json')),
    await readFile(join(folder, 'weights.bin'))
  ]
  const spec: ModelSpec = {
    name: 'tiny',
    title: 'Tiny',
    version: '1',
    architecture: 'cnn',
    classes: ['IDC negative', 'IDC positive'],
    positiveClass: 1,
    input: {
      mpp: 4,
      patch: 50,
      channels: 3,
      normalisation: { mean: [128, 128, 128], deviation: [64, 64, 64] }
    },
    threshold: 0.5,
    thresholdSource: 'none',
    format: 'tfjs-layers',
    files: [fingerprint('model.json', topology), fingerprint('weights.bin', weights)],
    weightsSha256: hashOfWeights([weights]),
    parameters,
    trainingData: {
      source: 'none',
      protocol: 'none',
      seed: 7,
      patients: [],
      patches: { negative: 0, positive: 0 },
      validationPatients: [],
      heldOutPatients: []
    },
    metrics: {},
    intendedUse: 'Tests',
    licence: 'MIT',
    createdAt: '2026-01-01T00:00:00Z'
  }
  await writeFile(join(folder, 'spec.json'), JSON.stringify(change(spec)))
}

/** Random-looking pixel levels, the same on every call. */
export function noise(count: number, patch = 50): Uint8Array {
  let state = 12345
  return Uint8Array.from({ length: count * patch * patch * 3 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 24
  })
}
