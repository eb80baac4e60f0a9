import type { Engine } from '../../electron/engine/engine.ts'
import { type PatchSet, patchesOf } from '../../evaluation/data/patches.ts'
import { score } from '../../evaluation/evaluate.ts'
import type { Split } from '../protocols/split.ts'
import { type EvaluationRecord, recordFor, writeRecord } from './record.ts'
import { recordOf } from './renew.ts'

/**
 * Judges a model anew, as its folder now is, on the sides that its spec.json names, and writes its evaluation.json. Only for models whose
 * patients each stand on one side. Throws `model/…`.
 */
export async function renewRecord(engine: Engine, folder: string, set: PatchSet): Promise<EvaluationRecord> {
  const { protocol } = await recordOf(folder)
  const everything = patchesOf(set, set.patients)
  const { spec, scores } = await score(engine, folder, set, everything)
  const { patients, validationPatients, heldOutPatients } = spec.trainingData
  const split: Split = {
    description: protocol,
    train: patchesOf(set, patients),
    validation: patchesOf(set, validationPatients),
    test: patchesOf(set, heldOutPatients)
  }
  const record = recordFor(spec, engine.name, set, split, scores)
  await writeRecord(folder, record)
  return record
}
