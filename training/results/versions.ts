import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { type ModelSpec, readSpec } from '../../engine/model-folder/spec.ts'
import { writeText } from '../export/evaluation-record.ts'
import { besideParent, type Comparison, readComparison } from '../export/parent-comparison.ts'
import { runsFolder } from './run.ts'

/** An example of a model trained on from another one; it is not shipped. */
export interface KeptVersion {
  name: string
  parent: NonNullable<ModelSpec['parent']>
  /** One sentence about the patients it was trained on. */
  split: string
  seed: number
  epochs: number
  rate: number
  /** New patches used in training. */
  patches: { negative: number; positive: number }
  comparison: Comparison
}

export const versionsFolder = join(runsFolder, '..', 'versions')

/**
 * Collects the data for docs/results/ from the folder of a `train --from`.
 * @throws usage if the model has no parent, model/…
 */
export async function takeVersion(folder: string): Promise<string> {
  const { name, parent } = await readSpec(folder)
  const comparison = await readComparison(folder)
  if (!parent || !comparison)
    throw new DuctalError('usage', `The model in ${folder} was not trained on from another one.`)
  const [first = ''] = (await readFile(join(folder, 'training.jsonl'), 'utf8')).split('\n', 1)
  const { seed, split, recipe, train } = JSON.parse(first)
  const version: KeptVersion = {
    ...{ name, parent, split, seed, epochs: recipe.epochs, rate: recipe.rate },
    patches: { negative: train.negative, positive: train.positive },
    comparison
  }
  await mkdir(versionsFolder, { recursive: true })
  const file = join(versionsFolder, `${name}.json`)
  await writeText(file, `${JSON.stringify(version, null, 1)}\n`)
  return file
}

export async function readVersions(): Promise<KeptVersion[]> {
  if (!existsSync(versionsFolder)) return []
  const names = (await readdir(versionsFolder)).filter(name => name.endsWith('.json')).sort()
  return Promise.all(names.map(async name => JSON.parse(await readFile(join(versionsFolder, name), 'utf8'))))
}

export function versionSection({
  name,
  parent,
  split,
  seed,
  epochs,
  rate,
  patches,
  comparison
}: KeptVersion): string {
  return `## Fine-tuning on a few patients: ${name}
An example of \`ductal train --from ${parent.name}\`, not shipped: ${split}. ${epochs} epochs at a maximum rate of ${rate}, seed ${seed},
on ${patches.negative} patches without carcinoma and ${patches.positive} with. Newer is not better: before a version becomes the default, window and
terminal show these figures and ask.

${besideParent(comparison).replace(/^## Compared with its parent\n/, '')}`
}
