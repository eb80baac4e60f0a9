import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { QualityWeights } from '../../engine/quality/network.ts'
import { QualityCheck } from '../../engine/quality/quality.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { writeJson, writeText } from '../output/files.ts'
import { judgeBy, judgeHeldOut } from './cross-validation.ts'
import { fitQualityCheck } from './fit.ts'
import { heldOutRates, ratesAt, slideMeans, thresholdsOf } from './rates.ts'
import { lessonRecipes, trialNames, trialRecipes } from './recipes.ts'
import type { QualityReport } from './report.ts'
import { pageWith, qualityPage, qualityReportFile } from './report.ts'
import { samplesOf } from './samples.ts'

/** Evaluates the shipped quality check on patches presumed fine, and on altered copies of them. */
export function evaluateQualityCheck(set: PatchSet, seed: number, every: number): QualityReport {
  const { weights } = new QualityCheck()
  const { threshold, slideThreshold } = weights
  const judged = judgeBy(weights, samplesOf(set, trialRecipes, seed, every), 0)
  const rates = ratesAt(judged, trialNames, () => weights)
  return { seed, every, patients: set.patients.length, heldOut: null, threshold, slideThreshold, rates }
}

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
  report: qualityReportFile,
  page: qualityPage
}

/**
 * Fits the quality check on all patients and writes its weights. The reported rates come from
 * quality checks fitted without the patients they are tested on. Trials and training samples use
 * different seeds. The same seed writes the same files.
 * @param every try one patch in this many; unaltered patches are all tried
 */
export async function refitQualityCheck(
  set: PatchSet,
  seed: number,
  every: number,
  told: (line: string) => void,
  files: FitFiles = shipped
): Promise<QualityReport> {
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
  const weights: QualityWeights = { ...fitQualityCheck(lessons, seed), ...thresholds }
  const report: QualityReport = {
    seed,
    every,
    patients: set.patients.length,
    heldOut: true,
    ...thresholds,
    rates: heldOutRates(judged, trialNames)
  }
  const page = pageWith(await readFile(files.page, 'utf8'), report)
  await writeJson(files.weights, weights, 0)
  await writeJson(files.report, report, 1)
  await writeText(files.page, page)
  return report
}
