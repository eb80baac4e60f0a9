import { Gate } from '../../engine/quality/quality.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { judgeBy } from './cross-validation.ts'
import { ratesAt } from './rates.ts'
import type { GateReport } from './report.ts'
import { samplesOf } from './samples.ts'
import { trialNames, trialRecipes } from './trials.ts'

/** Evaluates the shipped quality check on patches presumed fine, and on altered copies of them. */
export function evaluateGate(set: PatchSet, seed: number, every: number): GateReport {
  const { weights } = new Gate()
  const { threshold, slideThreshold } = weights
  const judged = judgeBy(weights, samplesOf(set, trialRecipes, seed, every), 0)
  const rates = ratesAt(judged, trialNames, () => weights)
  return { seed, every, patients: set.patients.length, heldOut: null, threshold, slideThreshold, rates }
}
