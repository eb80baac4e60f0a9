import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { type ModelSpec, readSpec } from '../../../engine/model-folder/spec.ts'
import { besideParent, type Comparison, readComparison } from '../../export/parent-comparison.ts'
import { readJsonFolder, readStart, writeJson } from '../../output/files.ts'
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

/** The part of a training's first log entry that the page needs. */
interface Start {
  seed: number
  split: string
  recipe: { epochs: number; rate: number }
  train: KeptVersion['patches']
}

const versionsFolder = join(runsFolder, '..', 'versions')

/**
 * Collects the data for docs/results/ from the folder of a `train --from`.
 * @throws usage if the model has no parent, model/…
 */
export async function takeVersion(folder: string): Promise<string> {
  const { name, parent } = await readSpec(folder)
  const comparison = await readComparison(folder)
  if (!parent || !comparison)
    throw new DuctalError('usage', `The model in ${folder} was not trained on from another one.`)
  const { seed, split, recipe, train } = await readStart<Start>(folder)
  const version: KeptVersion = {
    ...{ name, parent, split, seed, epochs: recipe.epochs, rate: recipe.rate },
    patches: { negative: train.negative, positive: train.positive },
    comparison
  }
  await mkdir(versionsFolder, { recursive: true })
  const file = join(versionsFolder, `${name}.json`)
  await writeJson(file, version, 1)
  return file
}

export const readVersions = (): Promise<KeptVersion[]> => readJsonFolder(versionsFolder)

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
