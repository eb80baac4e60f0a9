import { basename, join, resolve } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { folderWriter } from '../../engine/model-folder/artifacts.ts'
import { fingerprint, hashOfWeights, modelFile, readModelFile } from '../../engine/model-folder/files.ts'
import type { Precision } from '../../engine/model-folder/precision.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { classCounts, type PatchSet, patientsOf } from '../../evaluation/data/patches.ts'
import type { Normalisation } from '../data/normalisation.ts'
import type { Split } from '../data/split.ts'
import { writeJson } from '../output/files.ts'

/** The model whose weights a training started from. */
export interface Lineage {
  parent: ModelSpec
}

export interface Trained {
  system: string
  title: string
  /** Version of a model without a parent; 1.0.0 if absent. */
  release?: string
  /** Description of the patches, and their licence. */
  source: string
  seed: number
  backend: string
  model: LayersModel
  set: PatchSet
  split: Split
  normalisation: Normalisation
  /** Fitted on validation patches; undefined if there is none. */
  temperature: number | undefined
  threshold: number
  /** One sentence: how the threshold was chosen, and on which patients. */
  thresholdSource: string
  /** Absent: the first weights were random. */
  lineage?: Lineage
}

const weightsFile = 'weights.bin'

/** Writes model.json, weights.bin and spec.json, and returns the spec. */
export async function writeModel(folder: string, trained: Trained, precision: Precision): Promise<ModelSpec> {
  const { model, lineage } = trained
  await model.save(folderWriter(folder, precision))
  const [topology, weights] = [
    await readModelFile(folder, modelFile),
    await readModelFile(folder, weightsFile)
  ]
  const spec: ModelSpec = {
    name: basename(resolve(folder)).toLowerCase(),
    title: trained.title,
    version: lineage ? versionAfter(lineage.parent.version) : (trained.release ?? '1.0.0'),
    architecture: trained.system,
    classes: ['IDC negative', 'IDC positive'],
    positiveClass: 1,
    input: { ...publishedLayout, channels: 3, normalisation: trained.normalisation },
    threshold: trained.threshold,
    thresholdSource: trained.thresholdSource,
    ...(trained.temperature === undefined ? {} : { temperature: trained.temperature }),
    format: 'tfjs-layers',
    files: [fingerprint(modelFile, topology), fingerprint(weightsFile, weights)],
    weightsSha256: hashOfWeights([weights]),
    parameters: model.countParams(),
    ...(lineage ? { parent: parentOf(lineage.parent) } : {}),
    trainingData: trainingDataOf(trained),
    metrics: {},
    intendedUse: 'Research use only. Not a medical device; do not base a diagnosis on it.',
    licence: 'MIT',
    createdAt: new Date().toISOString()
  }
  await writeSpec(folder, spec)
  return spec
}

const parentOf = ({ name, version, weightsSha256 }: ModelSpec) => ({ name, version, weightsSha256 })

/** A new version of the same network increments the second number. */
function versionAfter(version: string): string {
  const [major = '1', minor = '0'] = version.split('.')
  return `${major}.${Number.parseInt(minor, 10) + 1 || 1}.0`
}

/** A version has also seen every patient that its parent has seen. */
function trainingDataOf({ source, seed, set, split, lineage }: Trained): ModelSpec['trainingData'] {
  const before = lineage?.parent.trainingData
  const counts = classCounts(set, split.train)
  const patients = [...new Set([...(before?.patients ?? []), ...patientsOf(set, split.train)])].sort()
  const validation = [...(before?.validationPatients ?? []), ...patientsOf(set, split.validation)]
  return {
    source,
    protocol: split.description,
    seed,
    patients,
    patches: {
      negative: counts.negative + (before?.patches.negative ?? 0),
      positive: counts.positive + (before?.patches.positive ?? 0)
    },
    validationPatients: [...new Set(validation)].filter(patient => !patients.includes(patient)).sort(),
    heldOutPatients: patientsOf(set, split.test),
    ...(lineage?.parent.field ? { notes: [lostField] } : {})
  }
}

const lostField =
  'The parent uses the whole slide. This version classifies each patch alone, because that calibration fits only the parent’s probabilities.'

export function writeSpec(folder: string, spec: ModelSpec): Promise<void> {
  return writeJson(join(folder, 'spec.json'), spec)
}
