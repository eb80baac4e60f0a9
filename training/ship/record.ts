import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelSpec } from '../../engine/spec.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { type Evaluation, evaluationOf } from '../../evaluation/evaluate.ts'
import { leakedPatients, type Split } from '../protocols/split.ts'

/** evaluation.json of a model folder: the figures of each side of its split, apart. */
export interface EvaluationRecord {
  protocol: string
  /** Patients on more than one side; none unless the protocol is the paper's. */
  leakedPatients: string[]
  /** On the patients it was trained on: says nothing about quality, stands here so that nobody need guess. */
  train: Evaluation | null
  /** The threshold was chosen on these. */
  validation: Evaluation | null
  /** Nothing was chosen on these. */
  test: Evaluation | null
  /** The whole folder, training patients included: what `evaluate` gives for it. */
  all: Evaluation
}

/** The figures of each side. @param scores of all patches, by the model that `spec` describes */
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
  return {
    protocol: split.description,
    leakedPatients: leakedPatients(set, split),
    train: side(split.train),
    validation: side(split.validation),
    test: side(split.test),
    all: judge(Uint32Array.from({ length: set.count }, (_, index) => index))
  }
}

/** The figures that stand in spec.json: of the held-out side, or of validation where nothing is held out; none of training. */
export function headline(record: EvaluationRecord): Record<string, number> {
  const side = record.test ?? record.validation
  if (!side) return {}
  const { accuracy, balancedAccuracy, f1, auc, ece, brier } = side
  return { accuracy, balancedAccuracy, f1, ...(auc === null ? {} : { auc }), ece, brier }
}

export function writeRecord(folder: string, record: EvaluationRecord): Promise<void> {
  return writeText(join(folder, 'evaluation.json'), `${JSON.stringify(record, null, 2)}\n`)
}

/** Writes under a temporary name, then renames. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
}
