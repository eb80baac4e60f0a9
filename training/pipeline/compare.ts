import { type Engine, openEngine } from '../../engine/engine.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { type PatchSet, patientNameOf } from '../../evaluation/data/patches.ts'
import { evaluationOf, score } from '../../evaluation/evaluate.ts'
import { differencesOf } from '../../evaluation/metrics/difference.ts'
import { groupByPatient } from '../../evaluation/metrics/figures.ts'
import type { Comparison } from '../export/parent-comparison.ts'
import { seenBy } from './fine-tuning-split.ts'

/** A model's folder with its spec. */
export interface Shipped {
  folder: string
  spec: ModelSpec
}

/** Compares a version with its parent on the patients of a set that neither has seen. */
export async function compare(parent: Shipped, version: Shipped, set: PatchSet): Promise<Comparison> {
  const seen = [seenBy(parent.spec.trainingData), seenBy(version.spec.trainingData)]
  const isNew = (index: number) => !seen.some(patients => patients.has(patientNameOf(set, index)))
  const indices = Uint32Array.from([...set.classes.keys()].filter(isNew))
  if (indices.length === 0) return { comparable: false, reason: nobodyLeft }
  const engine = await openEngine('cpu')
  const before = await judged(engine, parent.folder, set, indices)
  const after = await judged(engine, version.folder, set, indices)
  return {
    comparable: true,
    parent: before.evaluation,
    version: after.evaluation,
    differences: differencesOf(before, after)
  }
}

const nobodyLeft =
  'Not comparable with its parent: both have seen every patient. Give a folder of other patients with --judge.'

async function judged(engine: Engine, folder: string, set: PatchSet, indices: Uint32Array) {
  const { spec, scores } = await score(engine, folder, set, indices)
  return {
    evaluation: evaluationOf(spec, engine.name, set, indices, scores),
    patients: groupByPatient(set, indices, scores),
    threshold: spec.threshold
  }
}
