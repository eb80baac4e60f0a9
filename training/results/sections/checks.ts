import { join } from 'node:path'
import type { Deletion, Fall } from '../../../evaluation/deletion.ts'
import { readDeletions } from '../../export/deletion.ts'
import { readJsonIfThere } from '../../output/files.ts'
import { count, table } from '../../output/markdown.ts'
import { type QualityReport, qualityReportFile, rateTable } from '../../quality/report.ts'
import { readSearches, searchSection } from '../records/searches.ts'
import { readVersions, versionSection } from '../records/versions.ts'

const models = join(import.meta.dirname, '../../..', 'models')

/** Sections about other checks, as far as those were made. */
export async function readChecks(): Promise<string[]> {
  const deletions = await readDeletions(models)
  const quality = await readJsonIfThere<QualityReport>(qualityReportFile)
  return [
    ...(deletions.length > 0 ? [deletionSection(deletions)] : []),
    ...(quality ? [qualitySection(quality)] : []),
    ...(await readSearches()).map(searchSection),
    ...(await readVersions()).map(versionSection)
  ]
}

/** How often the quality check flags each trial, in patients that it was not fitted on. */
function qualitySection(report: QualityReport): string {
  const { patients, validation, seed, every } = report
  return `## The quality check
The table shows which patches the [quality check](../../engine/quality/README.md) flags on ${validation} validation patients, who were used neither for its
weights nor for its thresholds, and in cross-validation on the ${patients} patients it was fitted on (seed ${seed}; each variant of ${every === 1 ? 'every patch' : `one patch in ${every}`}, but all
real ones). *Alone*: each patch by itself. *Together*: the scale of the slide is also estimated from all its patches, as the program
does. A slide at half scale (8 µm per pixel) is made from neighbouring patches; *point* drops three pixels of four. Double scale (2 µm per pixel) is enlarged; *detail* adds sharpness and noise, *texture* the finest detail of a
real patch, as a real scan has. The number after *blur* is the standard deviation of a Gaussian in pixels. *Blood* and *keratin* are drawn
and should not be flagged.

${rateTable(report)}`
}

/** Whether the explanation maps point at pixels that matter to the model. */
function deletionSection(deletions: readonly Deletion[]): string {
  const rows = deletions.map(({ model, patches, patients, leftOut, mean, glass }) => [
    model,
    `${patients.join(', ')}${leftOut ? ', by networks trained without each' : ''}`,
    count(patches),
    fall(mean),
    ratio(mean),
    fall(glass),
    ratio(glass)
  ])
  return `## What an explanation points at
The 10 % of the pixels that speak most for carcinoma (contribution of a step to the logit times the attention it receives) are
deleted from true positives of patients that the network never saw. For comparison, random 10 % are deleted, made of the same
blocks, eight times per patch. The table gives the mean fall of the probability. Deleted pixels take the patch's mean colour;
the target is at least 1.5 times the fall at random. Empty glass instead is unfamiliar to a network in itself, also at random. A
model that has seen all patients is checked with networks of its recipe, each on the slide it was trained without.

${table(['model', 'patients', 'true positives', 'mean colour: pointed at, at random', 'ratio', 'glass: pointed at, at random', 'ratio'], rows)}`
}

const fall = ({ attended, random }: Fall) => `${attended.toFixed(4)}, ${random.toFixed(4)}`
const ratio = ({ ratio }: Fall) => (ratio === null ? 'no fall at random' : ratio.toFixed(2))
