import type { Engine } from '../../engine/engine.ts'
import { type PatchSet, patchesOf } from '../../evaluation/data/patches.ts'
import { score } from '../../evaluation/evaluate.ts'
import { splitOf } from '../data/split.ts'
import { type EvaluationRecord, recordFor, writeRecord } from './evaluation-record.ts'

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
