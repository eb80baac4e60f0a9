import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deletion, Fall } from '../../evaluation/deletion.ts'
import { readJsonIfThere, writeJson } from '../output/files.ts'

/** Result of `ductal deletion --keep`, in a model's folder. */
const deletionFile = 'deletion.json'

export const keepDeletion = (folder: string, deletion: Deletion): Promise<void> =>
  writeJson(join(folder, deletionFile), deletion)

/** Removes the result if the model's probabilities changed, because it is no longer valid. */
export const forgetDeletion = (folder: string): Promise<void> =>
  rm(join(folder, deletionFile), { force: true })

/** Undefined if the model was not checked. */
export const readDeletion = (folder: string): Promise<Deletion | undefined> =>
  readJsonIfThere(join(folder, deletionFile))

/** Results of the checked models in a folder, by name. */
export async function readDeletions(models: string): Promise<Deletion[]> {
  const names = (await readdir(models)).filter(name => existsSync(join(models, name, 'spec.json'))).sort()
  const found = await Promise.all(names.map(name => readDeletion(join(models, name))))
  return found.filter(deletion => deletion !== undefined)
}

/** Returns a section of the card. */
export function deletionPart({ patches, patients, leftOut, kind, mean, glass, holds }: Deletion): string {
  const chosen =
    kind === 'attention'
      ? 'speak most for carcinoma (contribution of a step times the attention it receives)'
      : 'matter most when covered'
  const who = leftOut
    ? ' This model has seen all these patients. The test therefore used networks of the same recipe, each on patients it was trained without.'
    : ''
  const row = (name: string, { attended, random, ratio }: Fall) =>
    `| ${name} | ${attended.toFixed(4)} | ${random.toFixed(4)} | ${ratio === null ? 'no fall at random' : ratio.toFixed(2)} |`
  return `## What its explanations point at
The 10 % of the pixels that ${chosen} are deleted from
${patches} true positives of ${patients.join(', ')}, and random 10 % for comparison.${who} The table gives the mean fall of
the probability. Target: with the mean colour, at least 1.5 times the fall at random. ${holds ? 'The target is met.' : '**The target is not met.**'}

| deleted pixels become | pointed at | at random | ratio |
|---|---|---|---|
${row('the patch’s mean colour', mean)}
${row('empty glass', glass)}`
}
