import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GateWeights } from '../../engine/quality/weights.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { writeText } from '../export/evaluation-record.ts'
import { gateReportFile } from '../results/checks.ts'
import { judgeHeldOut } from './cross-validation.ts'
import { fitGate } from './fit.ts'
import { gatePage, pageWith } from './page.ts'
import { heldOutRates, slideMeans, thresholdsOf } from './rates.ts'
import type { GateReport } from './report.ts'
import { samplesOf } from './samples.ts'
import { lessonRecipes } from './training-samples.ts'
import { trialNames, trialRecipes } from './trials.ts'

const folds = 5
/** One patch in this many contributes training samples. */
const lessonsEvery = 2

/** Files that a fit writes. */
export interface FitFiles {
  weights: string
  report: string
  /** A page that contains a table of rates. */
  page: string
}

const shipped: FitFiles = {
  weights: join(import.meta.dirname, '../../engine/quality/weights.json'),
  report: gateReportFile,
  page: gatePage
}

/**
 * Fits the quality check on all patients and writes its weights. The reported rates come from
 * quality checks fitted without the patients they are tested on. Trials and training samples use
 * different seeds. The same seed writes the same files.
 * @param every try one patch in this many; unaltered patches are all tried
 */
export async function refitGate(
  set: PatchSet,
  seed: number,
  every: number,
  told: (line: string) => void,
  files: FitFiles = shipped
): Promise<GateReport> {
  const lessons = samplesOf(set, lessonRecipes, seed, lessonsEvery)
  told(`${lessons.length} lessons`)
  const trials = samplesOf(set, trialRecipes, seed + 1, every)
  told(`${trials.length} trials`)
  const judged = judgeHeldOut(lessons, trials, folds, seed, told)
  for (const name of trialNames) {
    const means = [...slideMeans(judged.filter(one => one.name === name)).values()].sort((a, b) => a - b)
    told(`${name}: mean evidence of slides ${means.map(mean => mean.toFixed(2)).join(', ')}`)
  }
  const thresholds = thresholdsOf(judged)
  const weights: GateWeights = { ...fitGate(lessons, seed), ...thresholds }
  const report: GateReport = {
    seed,
    every,
    patients: set.patients.length,
    heldOut: true,
    ...thresholds,
    rates: heldOutRates(judged, trialNames)
  }
  const page = pageWith(await readFile(files.page, 'utf8'), report)
  await writeText(files.weights, `${JSON.stringify(weights)}\n`)
  await writeText(files.report, `${JSON.stringify(report, null, 1)}\n`)
  await writeText(files.page, page)
  return report
}
