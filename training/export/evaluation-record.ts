import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { type Evaluation, evaluationOf } from '../../evaluation/evaluate.ts'
import { leakedPatients, type Split } from '../data/split.ts'

/** evaluation.json of a model folder: separate figures for each side of its split. */
export interface EvaluationRecord {
  protocol: string
  /** Patients on more than one side; empty unless the protocol is the paper's. */
  leakedPatients: string[]
  /**
   * Figures on the training patients. They say nothing about quality, and are recorded only so that
   * nobody has to guess them.
   */
  train: Evaluation | null
  /** Figures on the patients that the threshold was chosen on. */
  validation: Evaluation | null
  /** Figures on patients that nothing was chosen on. */
  test: Evaluation | null
  /** Figures on the whole folder, including training patients: the result of `evaluate` for it. */
  all: Evaluation
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
  return {
    protocol: split.description,
    leakedPatients: leakedPatients(set, split),
    train: side(split.train),
    validation: side(split.validation),
    test: side(split.test),
    all: judge(Uint32Array.from({ length: set.count }, (_, index) => index))
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

export function writeRecord(folder: string, record: EvaluationRecord): Promise<void> {
  return writeText(join(folder, 'evaluation.json'), `${JSON.stringify(record, null, 2)}\n`)
}

/** Writes to a temporary file, then renames it. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
}
