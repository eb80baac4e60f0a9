import { join } from 'node:path'
import type { GateWeights } from '../../electron/engine/gate/weights.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { gateReportFile } from '../results/checks.ts'
import { writeText } from '../ship/record.ts'
import { fitGate } from './fit.ts'
import { judgeHeldOut } from './judge.ts'
import { lessonRecipes, trialNames, trialRecipes } from './kinds.ts'
import { heldOutRates, thresholdsOf } from './rates.ts'
import type { GateReport } from './report.ts'
import { samplesOf } from './samples.ts'

const folds = 5
/** Of one patch in so many the gate learns. */
const lessonsEvery = 2
const weightsFile = join(import.meta.dirname, '../../electron/engine/gate/weights.json')

/**
 * Fits the gate on all patients, and writes its weights; the rates are of gates that were fitted without the patients they judge.
 * What a trial makes of a patch is drawn by another seed than the lessons.
 */
export async function refitGate(
  set: PatchSet,
  seed: number,
  every: number,
  told: (line: string) => void
): Promise<GateReport> {
  const lessons = samplesOf(set, lessonRecipes, seed, lessonsEvery)
  told(`${lessons.length} lessons`)
  const trials = samplesOf(set, trialRecipes, seed + 1, every)
  told(`${trials.length} trials`)
  const judged = judgeHeldOut(lessons, trials, folds, seed, told)
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
  await writeText(weightsFile, `${JSON.stringify(weights)}\n`)
  await writeText(gateReportFile, `${JSON.stringify(report, null, 1)}\n`)
  return report
}
