import { join } from 'node:path'
import { type Exit, exits } from '../../../terminal/exit.ts'
import { type Output, say } from '../../../terminal/output.ts'
import { requiredWordOf, textOf, usage, type Values } from '../../../terminal/values.ts'
import { figure } from '../../output/markdown.ts'
import { type CrossValidation, crossValidate } from '../../pipeline/cross-validate.ts'
import { systemNames } from '../../recipes/systems.ts'
import type { Progress } from '../../trainer/trainer.ts'
import { folderOf, type options, seedOf } from '../options.ts'
import { trainingFolder } from '../outputs.ts'
import { sayFindings } from '../patches.ts'
import { givenRecipe } from './recipe.ts'

/** Options that a cross-validation does not read, because it leaves out every patient once. */
const unread = [
  'from',
  'fold',
  'test',
  'validation',
  'judge',
  'teacher',
  'share'
] as const satisfies Parameters<typeof options>[number][]

/**
 * `train --folds N`: trains once per group of patients, and pools the figures.
 * @throws usage
 */
export async function runFolds(
  values: Values,
  output: Output,
  onProgress: (progress: Progress) => void
): Promise<Exit> {
  const system = requiredWordOf(values, 'system', systemNames)
  const folds = foldsOf(values)
  const seed = seedOf(values)
  const [source, title, release] = [
    textOf(values, 'source'),
    textOf(values, 'title'),
    textOf(values, 'release')
  ]
  const found = await crossValidate({
    ...{ system, seed, folds, onProgress },
    patches: folderOf(values, 'patches'),
    out: await trainingFolder(values, join('trained', `${system}-folds-${seed}`)),
    resume: values.resume === true,
    recipe: givenRecipe(values, system, 'folds'),
    ...(source ? { source } : {}),
    ...(title ? { title } : {}),
    ...(release ? { release } : {}),
    onFold: (fold, done) => say(`fold ${fold} of ${folds}${done ? ': finished before, kept' : ''}`)
  })
  sayFindings(found.folder)
  await output.answer(found, () => summaryOf(found))
  return exits.done
}

function foldsOf(values: Values): number {
  const protocol = textOf(values, 'protocol')
  if (protocol !== undefined && protocol !== 'folds')
    throw usage(`--folds is a protocol of its own. Omit --protocol ${protocol}, or --folds.`)
  const other = unread.find(option => values[option] !== undefined)
  if (other)
    throw usage(`--folds leaves out every patient once, and does not read --${other}. Omit one of the two.`)
  const text = textOf(values, 'folds') ?? ''
  const folds = Number(text)
  if (!/^\d+$/.test(text) || folds < 3)
    throw usage(`--folds needs the number of groups of patients, at least 3, not “${text}”.`)
  return folds
}

function summaryOf({ folds, pooled }: CrossValidation): string {
  const rows = folds.map(
    ({ fold, patients, patches, threshold, balancedAccuracy, auc }) =>
      `  fold ${fold}: ${patches} patches of ${patients.length} patients, threshold ${threshold}, balanced accuracy ${figure(balancedAccuracy)}, AUC ${figure(auc)}`
  )
  const range = (interval: readonly [number, number] | null | undefined) =>
    interval ? ` [${figure(interval[0])}–${figure(interval[1])}]` : ''
  const { intervals } = pooled
  return `${rows.join('\n')}
pooled: ${pooled.patches} patches of ${pooled.patients} patients, each by the training that left the patient out
balanced accuracy ${figure(pooled.balancedAccuracy)}${range(intervals.balancedAccuracy)}, AUC ${figure(pooled.auc)}${range(intervals.auc)}, F1 of carcinoma ${figure(pooled.perClass[1].f1)}${range(intervals.perClass?.[1].f1)}, ECE ${figure(pooled.ece)}${range(intervals.ece)}
`
}
