import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import {
  DeletionCheck,
  Evaluation,
  EvaluationRecord,
  TrainedEpoch,
  type TrainingHistory
} from '../../../contract/models/evaluation.ts'
import type { ModelDetails } from '../../../contract/models/model.ts'
import { BesideParent } from '../../../contract/models/parent-comparison.ts'
import { readRegularText } from '../../../files/regular.ts'

/** Records of an evaluation or a training have some MB at most. */
const mostBytes = 2 ** 28

/**
 * Reads the details in a model's folder that are not in its summary. Files that cannot be parsed
 * are listed; the others are still read.
 * @throws DuctalError model/invalid if spec.json cannot be used
 */
export async function modelDetails(folder: string): Promise<ModelDetails> {
  const { parseSpec } = await import('../../../engine/model-folder/spec.ts')
  const spec = await parseSpec(folder)
  const unread: string[] = []
  const take = async <T>(name: string, read: (text: string) => T): Promise<T | null> => {
    try {
      return read(await readRegularText(join(folder, name), mostBytes))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        unread.push(`The file ${name} of model ${basename(folder)} is invalid and was ignored.`)
      return null
    }
  }
  const { source, seed, patients, patches, validationPatients, heldOutPatients, notes } = spec.trainingData
  return {
    name: spec.name,
    bytes: await bytesOf(folder, spec.files),
    thresholdSource: spec.thresholdSource,
    intendedUse: spec.intendedUse,
    licence: spec.licence,
    createdAt: spec.createdAt,
    data: { source, seed, patients, patches, validationPatients, heldOutPatients, notes: notes ?? [] },
    evaluation: await take('evaluation.json', text => EvaluationRecord.parse(JSON.parse(text))),
    crossValidation:
      (await take('cross-validation.json', text => z.array(Evaluation).parse(JSON.parse(text)))) ?? [],
    training: await take('training.jsonl', historyOf),
    parent: spec.parent ?? null,
    besideParent: await take('comparison.json', text => BesideParent.parse(JSON.parse(text))),
    deletion: await take('deletion.json', text => DeletionCheck.parse(JSON.parse(text))),
    unread
  }
}

async function bytesOf(folder: string, files: { name: string }[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(({ name }) => stat(join(folder, name)).catch(() => ({ size: 0 })))
  )
  return sizes.reduce((sum, { size }) => sum + size, 0)
}

const Start = z.object({ type: z.literal('start'), system: z.string(), seed: z.number() })

/** One JSON document per line; other types of lines are skipped. */
function historyOf(text: string): TrainingHistory {
  const lines = text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as { type?: unknown })
  const { system, seed } = Start.parse(lines.find(({ type }) => type === 'start'))
  return {
    system,
    seed,
    epochs: lines.filter(({ type }) => type === 'epoch').map(line => TrainedEpoch.parse(line))
  }
}
