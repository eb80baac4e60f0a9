import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evaluation } from '../../evaluation/evaluate.ts'

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

export function writeRecord(folder: string, record: EvaluationRecord): Promise<void> {
  return writeText(join(folder, 'evaluation.json'), `${JSON.stringify(record, null, 2)}\n`)
}

/** Writes under a temporary name, then renames. */
export async function writeText(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
}
