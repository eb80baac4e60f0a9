import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deletion, Fall } from '../../evaluation/deletion.ts'
import { readDeletions } from '../export/deletion.ts'
import { rateTable } from '../quality/page.ts'
import type { GateReport } from '../quality/report.ts'
import { runsFolder } from './run.ts'
import { readSearches, searchSection } from './searches.ts'
import { count, table } from './text.ts'
import { readVersions, versionSection } from './versions.ts'

export const gateReportFile = join(runsFolder, '..', 'gate.json')
const models = join(import.meta.dirname, '..', '..', 'models')

/** Sections about other checks, as far as those were made. */
export async function readChecks(): Promise<string[]> {
  const deletions = await readDeletions(models)
  return [
    ...(deletions.length > 0 ? [deletionSection(deletions)] : []),
    ...(existsSync(gateReportFile) ? [gateSection(JSON.parse(await readFile(gateReportFile, 'utf8')))] : []),
    ...(await readSearches()).map(searchSection),
    ...(await readVersions()).map(versionSection)
  ]
}

/** How often the quality check flags each trial, in patients that it was not fitted on. */
export function gateSection({ rates, patients, seed, every }: GateReport): string {
  return `## The gate
Which patches the [gate](../../engine/quality/README.md) flags: of the ${patients} patients in five groups, each judged by a gate that was fitted
without it, at thresholds that were chosen on the other groups (seed ${seed}; ${every === 1 ? 'each patch' : `one patch in ${every}, the real ones all`}). *Alone*: each patch by itself.
*Together*: the slide's scale judged from all its patches, as the program does. A slide at half its scale (8 µm per pixel) is made of
patches that lie together; *point* leaves out three pixels of four, which blurs nothing and is the hardest. Double scale (2 µm per pixel) is
enlarged; *detail* has sharpness and noise added, *texture* the finest detail of a real patch, as a real scan has. The number behind *blur* is the deviation of a Gaussian in pixels.

${rateTable(rates)}`
}

/** Whether the explanation maps point at pixels that matter to the model. */
export function deletionSection(deletions: readonly Deletion[]): string {
  const rows = deletions.map(({ model, patches, patients, leftOut, mean, glass }) => [
    model,
    `${patients.join(', ')}${leftOut ? ', by trainings that left each out' : ''}`,
    count(patches),
    fall(mean),
    ratio(mean),
    fall(glass),
    ratio(glass)
  ])
  return `## What an explanation points at
The tenth of the pixels that speaks most for carcinoma, by what a step adds to the logit times the attention it receives, is deleted from true
positives of patients that the network never saw; beside it random tenths, made of the same blocks, eight a patch. By how much the probability falls
on average. Deleted pixels take the patch's mean colour: there at least 1.5 times as much as at random is asked. Empty glass in their place is strange
to a network in itself, at random too. A model that has seen all patients is checked by trainings of its recipe, each on the slide that it left out.

${table(['model', 'patients', 'true positives', 'mean colour: pointed at, at random', 'ratio', 'glass: pointed at, at random', 'ratio'], rows)}`
}

const fall = ({ attended, random }: Fall) => `${attended.toFixed(4)}, ${random.toFixed(4)}`
const ratio = ({ ratio }: Fall) => (ratio === null ? 'no fall at random' : ratio.toFixed(2))
