import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { QualityWeights } from '../../engine/quality/network.ts'
import { QualityCheck } from '../../engine/quality/quality.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { writeJson, writeText } from '../output/files.ts'
import { judgeBy, judgeHeldOut } from './cross-validation.ts'
import { fitQualityCheck } from './fit.ts'
import { heldOutRates, ratesAt, thresholdsOf } from './rates.ts'
import { lessonRecipes, trialNames, trialRecipes } from './recipes.ts'
import type { QualityReport } from './report.ts'
import { pageWith, qualityPage, qualityReportFile } from './report.ts'
import { type Sample, samplesOf } from './samples.ts'

/** Evaluates the shipped quality check on patches presumed fine, and on altered copies of them. */
export function evaluateQualityCheck(set: PatchSet, seed: number, every: number): QualityReport {
  const { weights } = new QualityCheck()
  const { threshold, slideThreshold } = weights
  const judged = judgeBy(weights, samplesOf(set, trialRecipes, seed, every), 0)
  const rates = ratesAt(judged, trialNames, () => weights)
  const patients = set.patients.length
  return { seed, every, patients, validation: 0, threshold, slideThreshold, rates, crossValidated: [] }
}

const folds = 4
/** Each recipe is applied to one patch in this many for the training samples. */
const lessonsEvery = 6

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

/** Training samples, and trials of the same patients and of those left out. */
export interface FitSamples {
  lessons: readonly Sample[]
  trials: readonly Sample[]
  /** Trials of patients that neither the weights nor the thresholds know. */
  validation: readonly Sample[]
}

/** Draws the samples of a fit. Trials and training samples use different seeds. */
export function fitSamples(
  set: PatchSet,
  validation: ReadonlySet<string>,
  seed: number,
  every: number
): FitSamples {
  const trials = samplesOf(set, trialRecipes, seed + 1, every)
  return {
    lessons: samplesOf(set, lessonRecipes, seed, lessonsEvery, validation),
    trials: trials.filter(({ patient }) => !validation.has(patient)),
    validation: trials.filter(({ patient }) => validation.has(patient))
  }
}

/**
 * Fits the quality check and writes its weights. Thresholds come from the patients of the fit, each
 * tested by a quality check fitted without it; the rates are those of the validation patients, with
 * the cross-validated ones next to them. The same seed writes the same files.
 * @param every as the samples were drawn
 */
export async function refitQualityCheck(
  { lessons, trials, validation }: FitSamples,
  seed: number,
  every: number,
  told: (line: string) => void,
  files: FitFiles = shipped
): Promise<QualityReport> {
  told(`${lessons.length} training samples, ${trials.length} and ${validation.length} trials`)
  const judged = judgeHeldOut(lessons, trials, folds, seed, told)
  const thresholds = thresholdsOf(judged)
  const weights: QualityWeights = { ...fitQualityCheck(lessons, seed), ...thresholds }
  const crossValidated = heldOutRates(judged, trialNames)
  const unseen = ratesAt(judgeBy(weights, validation, 0), trialNames, () => thresholds)
  const report: QualityReport = {
    seed,
    every,
    patients: new Set(lessons.map(({ patient }) => patient)).size,
    validation: new Set(validation.map(({ patient }) => patient)).size,
    ...thresholds,
    rates: unseen.length > 0 ? unseen : crossValidated,
    crossValidated
  }
  const page = pageWith(await readFile(files.page, 'utf8'), report)
  await writeJson(files.weights, weights, 0)
  await writeJson(files.report, report, 1)
  await writeText(files.page, page)
  return report
}
