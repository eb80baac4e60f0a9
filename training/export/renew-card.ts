import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { type ModelSpec, readSpec } from '../../engine/model-folder/spec.ts'
import type { Evaluation } from '../../evaluation/evaluate.ts'
import { readJsonIfThere, readStart, writeJson } from '../output/files.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { remarkOf, type SystemName } from '../recipes/systems.ts'
import { writeCard } from './card.ts'
import { readDeletion } from './deletion.ts'
import { readRecord } from './evaluation-record.ts'
import { writeSpec } from './model.ts'
import { readComparison } from './parent-comparison.ts'

const foldsFile = 'cross-validation.json'

export interface Additions {
  /**
   * Folders of trainings with the same recipe that left other patients out. If empty, the previous
   * figures are kept.
   */
  folds: string[]
  /** Sentences for the card, added to the existing ones. */
  notes: string[]
}

/**
 * Rewrites a model's card, adding held-out figures of other trainings (cross-validation.json) and
 * notes (spec.json). Throws `usage` if a note is empty, or if a training differs in system or
 * recipe or left no patient out.
 */
export async function renewCard(folder: string, { folds, notes }: Additions): Promise<void> {
  const spec = withNotes(await readSpec(folder), notes)
  const { system, recipe } = await startOf(folder)
  const figures = folds.length > 0 ? await figuresOfFolds(folder, folds) : await foldsOf(folder)
  if (folds.length > 0) await writeFolds(folder, figures)
  if (notes.length > 0) await writeSpec(folder, spec)
  const [comparison, deletion] = [await readComparison(folder), await readDeletion(folder)]
  const more = { folds: figures, ...(comparison ? { comparison } : {}), ...(deletion ? { deletion } : {}) }
  await writeCard(folder, spec, await readRecord(folder), recipe, remarkOf(system, recipe), more)
}

function withNotes(spec: ModelSpec, added: string[]): ModelSpec {
  if (added.some(note => note.trim() === ''))
    throw new DuctalError('usage', 'A note is empty. Write a sentence.')
  const notes = [...new Set([...(spec.trainingData.notes ?? []), ...added])]
  return notes.length === 0 ? spec : { ...spec, trainingData: { ...spec.trainingData, notes } }
}

async function figuresOfFolds(folder: string, trainings: string[]): Promise<Evaluation[]> {
  await expectSameRecipe(folder, trainings)
  const folds: Evaluation[] = []
  for (const training of trainings) {
    const { test } = await readRecord(training)
    if (!test)
      throw new DuctalError(
        'usage',
        `The training in ${training} left no patients out. Give trainings that did.`
      )
    folds.push(test)
  }
  return folds
}

/** Throws `usage` if a training differs in system or recipe from the one that made a model. */
export async function expectSameRecipe(folder: string, trainings: string[]): Promise<void> {
  const own = await startOf(folder)
  for (const training of trainings) {
    const { system, recipe } = await startOf(training)
    if (system !== own.system || JSON.stringify(recipe) !== JSON.stringify(own.recipe))
      throw new DuctalError(
        'usage',
        `The training in ${training} has a different system or recipe from ${folder}. Give trainings by the same recipe.`
      )
  }
}

const foldsOf = async (folder: string): Promise<Evaluation[]> =>
  (await readJsonIfThere<Evaluation[]>(join(folder, foldsFile))) ?? []

/** Writes cross-validation.json of a model folder. */
export const writeFolds = (folder: string, folds: Evaluation[]): Promise<void> =>
  writeJson(join(folder, foldsFile), folds)

const startOf = (folder: string) => readStart<{ system: SystemName; recipe: Recipe }>(folder)
