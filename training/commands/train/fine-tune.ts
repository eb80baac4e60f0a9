import { realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { say } from '../../../terminal/output.ts'
import { namesOf, textOf, usage, type Values } from '../../../terminal/values.ts'
import { type Compared, type Comparison, change } from '../../export/parent-comparison.ts'
import { tune } from '../../pipeline/fine-tune.ts'
import type { Recipe } from '../../recipes/recipe.ts'
import type { Progress } from '../../trainer/trainer.ts'
import { modelOf } from '../models/model.ts'
import { folderOf, seedOf } from '../options.ts'
import { trainingFolder } from '../outputs.ts'
import { expectNames } from './contradictions.ts'
import { givenRecipe } from './recipe.ts'

/**
 * `train --from MODEL`: trains a new version of a model.
 * @throws DuctalError
 */
export async function trainFrom(values: Values, onProgress: (progress: Progress) => void) {
  for (const option of [
    'system',
    'protocol',
    'fold',
    'tokens',
    'units',
    'filters',
    'dropout',
    'preset',
    'teacher',
    'share',
    'title',
    'release'
  ])
    if (values[option] !== undefined) throw usage(`--${option} comes from the parent. Omit it with --from.`)
  expectNames(values)
  const seed = seedOf(values)
  const from = await modelOf(values, 'from')
  const source = textOf(values, 'source')
  const out = await trainingFolder(values, join('trained', `${basename(from)}-next`))
  if (out === (await realpath(from))) throw usage('--out is the parent’s folder. Choose another folder.')
  const { record, comparison } = await tune({
    from,
    out,
    patches: folderOf(values, 'patches'),
    ...(values.judge === undefined ? {} : { judge: folderOf(values, 'judge') }),
    ...(source ? { source } : {}),
    seed,
    test: namesOf(values, 'test'),
    validation: namesOf(values, 'validation'),
    resume: values.resume === true,
    recipe: recipeFrom(values),
    onProgress
  })
  tell(comparison)
  return { record, comparison }
}

/** The system's name affects only options that are already refused above. */
const recipeFrom = (values: Values): Partial<Recipe> => givenRecipe(values, 'gru-attention', 'slides')

function tell(comparison: Comparison): void {
  say(comparison.comparable ? changesOf(comparison) : comparison.reason)
}

function changesOf({ version, differences }: Compared): string {
  const names = version.perPatient.map(({ patient }) => patient).join(', ')
  const { auc, balancedAccuracy } = differences
  return `Compared with its parent, on ${names}: AUC ${change(auc)}, balanced accuracy ${change(balancedAccuracy)}.`
}
