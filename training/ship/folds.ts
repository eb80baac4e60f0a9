import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { EngineError } from '../../electron/engine/errors.ts'
import { readSpec } from '../../electron/engine/spec.ts'
import type { Evaluation } from '../evaluate.ts'
import type { Recipe } from '../loop/recipe.ts'
import { type SystemName, systems } from '../systems.ts'
import { writeCard } from './card.ts'
import { type EvaluationRecord, writeText } from './record.ts'

/**
 * Writes cross-validation.json, the held-out figures of trainings by the same recipe, into a model's folder, and its
 * card anew. Throws `usage` where a training differs in system or recipe or holds nobody out.
 */
export async function addFolds(folder: string, trainings: string[]): Promise<void> {
  const spec = await readSpec(folder).catch(error => {
    throw error instanceof EngineError ? new DuctalError(error.code, error.message, { cause: error }) : error
  })
  const own = await startOf(folder)
  const folds: Evaluation[] = []
  for (const training of trainings) {
    const { system, recipe } = await startOf(training)
    if (system !== own.system || JSON.stringify(recipe) !== JSON.stringify(own.recipe))
      throw new DuctalError(
        'usage',
        `The training in ${training} has another system or recipe than ${folder}.`
      )
    const { test } = await recordOf(training)
    if (!test) throw new DuctalError('usage', `The training in ${training} left nobody out.`)
    folds.push(test)
  }
  await writeText(join(folder, 'cross-validation.json'), `${JSON.stringify(folds, null, 2)}\n`)
  await writeCard(folder, spec, await recordOf(folder), own.recipe, systems[own.system].remark, folds)
}

const recordOf = async (folder: string): Promise<EvaluationRecord> =>
  JSON.parse(await readFile(join(folder, 'evaluation.json'), 'utf8'))

/** What the log of a training says at its start. */
async function startOf(folder: string): Promise<{ system: SystemName; recipe: Recipe }> {
  const [first = ''] = (await readFile(join(folder, 'training.jsonl'), 'utf8')).split('\n', 1)
  return JSON.parse(first)
}
