import { basename, join, resolve } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { folderWriter } from '../../electron/engine/artifacts.ts'
import { fingerprint, hashOfWeights, modelFile, readModelFile } from '../../electron/engine/files.ts'
import type { Precision } from '../../electron/engine/precision.ts'
import type { ModelSpec } from '../../electron/engine/spec.ts'
import { classCounts, type PatchSet, patchEdge, patientsOf } from '../../evaluation/data/patches.ts'
import type { Normalisation } from '../loop/batch.ts'
import type { Split } from '../protocols/split.ts'
import { writeText } from './record.ts'

export interface Trained {
  system: string
  title: string
  /** What the patches are, and their licence. */
  source: string
  seed: number
  backend: string
  model: LayersModel
  set: PatchSet
  split: Split
  normalisation: Normalisation
  /** Fitted on validation; undefined where there is none. */
  temperature: number | undefined
  threshold: number
  /** How it was chosen, and on whom: a sentence. */
  thresholdSource: string
}

/** µm per pixel of the published patches. */
const publishedMpp = 4
const weightsFile = 'weights.bin'

/** Writes model.json, weights.bin and spec.json; gives the spec. */
export async function writeModel(folder: string, trained: Trained, precision: Precision): Promise<ModelSpec> {
  const { model, set, split } = trained
  await model.save(folderWriter(folder, precision))
  const [topology, weights] = [
    await readModelFile(folder, modelFile),
    await readModelFile(folder, weightsFile)
  ]
  const spec: ModelSpec = {
    name: basename(resolve(folder)).toLowerCase(),
    title: trained.title,
    version: '1.0.0',
    architecture: trained.system,
    classes: ['IDC negative', 'IDC positive'],
    positiveClass: 1,
    input: { mpp: publishedMpp, patch: patchEdge, channels: 3, normalisation: trained.normalisation },
    threshold: trained.threshold,
    thresholdSource: trained.thresholdSource,
    ...(trained.temperature === undefined ? {} : { temperature: trained.temperature }),
    format: 'tfjs-layers',
    files: [fingerprint(modelFile, topology), fingerprint(weightsFile, weights)],
    weightsSha256: hashOfWeights([weights]),
    parameters: model.countParams(),
    trainingData: {
      source: trained.source,
      protocol: split.description,
      seed: trained.seed,
      patients: patientsOf(set, split.train),
      patches: classCounts(set, split.train),
      validationPatients: patientsOf(set, split.validation),
      heldOutPatients: patientsOf(set, split.test)
    },
    metrics: {},
    intendedUse: 'Research use only. Not a medical device; no diagnosis may rest on it.',
    licence: 'MIT',
    createdAt: new Date().toISOString()
  }
  await writeSpec(folder, spec)
  return spec
}

export function writeSpec(folder: string, spec: ModelSpec): Promise<void> {
  return writeText(join(folder, 'spec.json'), `${JSON.stringify(spec, null, 2)}\n`)
}
