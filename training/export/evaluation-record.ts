import { join } from 'node:path'
import type { EvaluationRecord as StoredRecord } from '../../contract/models/evaluation.ts'
import type { Engine } from '../../engine/engine.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { type FolderFindings, findingsOf } from '../../evaluation/data/findings.ts'
import { type PatchSet, patchesOf } from '../../evaluation/data/patches.ts'
import { type Evaluation, evaluationOf, score } from '../../evaluation/evaluate.ts'
import { curvesOf } from '../../evaluation/metrics/curves.ts'
import { groupByPatient } from '../../evaluation/metrics/figures.ts'
import { leakedPatients, type Split, splitOf } from '../data/split.ts'
import { readJson, writeText } from '../output/files.ts'

const evaluationFile = 'evaluation.json'

/**
 * evaluation.json of a model folder: separate figures for each side of its split. Those of the
 * training patients say nothing about quality, and are recorded only so that nobody has to guess
 * them. `all` has the whole folder, including training patients: the result of `evaluate` for it.
 */
export interface EvaluationRecord extends StoredRecord {
  all: Evaluation
  /** What is unusual about the folder; absent in older records. */
  folder?: FolderFindings
}

/**
 * Returns the figures of each side.
 * @param scores probabilities of all patches, by the model that `spec` describes
 */
export function recordFor(
  spec: ModelSpec,
  engine: string,
  set: PatchSet,
  split: Split,
  scores: Float32Array
): EvaluationRecord {
  const judge = (indices: Uint32Array) =>
    evaluationOf(
      spec,
      engine,
      set,
      indices,
      Float32Array.from(indices, index => scores[index] as number)
    )
  const side = (indices: Uint32Array) => (indices.length === 0 ? null : judge(indices))
  // Curves of training patients would say nothing about new ones.
  const unseen = (indices: Uint32Array) => {
    const of = side(indices)
    if (!of) return null
    const own = Float32Array.from(indices, index => scores[index] as number)
    return { ...of, curves: curvesOf(groupByPatient(set, indices, own)) }
  }
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  return {
    protocol: split.description,
    leakedPatients: leakedPatients(set, split),
    train: side(split.train),
    validation: unseen(split.validation),
    test: unseen(split.test),
    all: judge(everything),
    folder: findingsOf(set, everything)
  }
}

/**
 * The figures that spec.json states: those of the held-out side, or of the validation side if
 * nothing is held out. Never those of the training side.
 */
export function headline(record: EvaluationRecord): Record<string, number> {
  const side = record.test ?? record.validation
  if (!side) return {}
  const { accuracy, balancedAccuracy, f1, auc, ece, brier } = side
  return { accuracy, balancedAccuracy, f1, ...(auc === null ? {} : { auc }), ece, brier }
}

export const readRecord = (folder: string): Promise<EvaluationRecord> =>
  readJson(join(folder, evaluationFile))

/** Points of curves and intervals, which take four lines each otherwise. */
const pairs = /\[\s+(-?[\d.e+-]+),\s+(-?[\d.e+-]+)\s+\]/g

export function writeRecord(folder: string, record: EvaluationRecord): Promise<void> {
  const text = JSON.stringify(record, null, 2).replace(pairs, '[$1, $2]')
  return writeText(join(folder, evaluationFile), `${text}\n`)
}

/**
 * Evaluates the model in a folder again, on the sides that its spec.json names, and writes its
 * evaluation.json. Only for models whose patients are each on one side. Throws `model/…`.
 */
export async function renewRecord(engine: Engine, folder: string, set: PatchSet): Promise<EvaluationRecord> {
  const everything = patchesOf(set, set.patients)
  const { spec, scores } = await score(engine, folder, set, everything)
  const record = recordFor(spec, engine.name, set, splitOf(set, spec.trainingData), scores)
  await writeRecord(folder, record)
  return record
}
