import type { Evaluation, Interval } from '../../contract/models/evaluation.ts'
import { integer, randomOf } from '../random.ts'
import { type Confusion, confusionFigures, confusionOf } from './confusion.ts'

type Intervals = Evaluation['intervals']

export interface PatientScores {
  scores: ArrayLike<number>
  classes: ArrayLike<number>
}

/**
 * Computes 95 % intervals by bootstrap over patients, not patches: one patient's patches are alike,
 * so that intervals over patches would be far too narrow. Null with fewer than five patients.
 */
export function intervalsOf(
  patients: PatientScores[],
  threshold: number,
  seed: number,
  draws = 1000
): Intervals {
  const drawn = drawnFigures(patients, threshold, seed, draws)
  const intervalOf = (figure: keyof DrawnFigures) =>
    middleOf(
      drawn.map(draw => draw[figure]),
      draws
    )
  return {
    draws,
    accuracy: intervalOf('accuracy'),
    balancedAccuracy: intervalOf('balancedAccuracy'),
    auc: intervalOf('auc')
  }
}

/** Metrics of one draw; the last two are NaN if a class is missing from it. */
export interface DrawnFigures {
  accuracy: number
  balancedAccuracy: number
  auc: number
}

/**
 * Returns the metrics of each draw; empty with fewer than five patients. A seed always draws the
 * same patients, whatever their scores.
 */
export function drawnFigures(
  patients: PatientScores[],
  threshold: number,
  seed: number,
  draws: number
): DrawnFigures[] {
  if (patients.length < fewest) return []
  const random = randomOf('bootstrap', seed)
  const order = descending(patients)
  const confusions = patients.map(({ scores, classes }) => confusionOf(scores, classes, threshold))
  return Array.from({ length: draws }, () => {
    const times = new Uint16Array(patients.length)
    for (let i = 0; i < patients.length; i++) {
      const drawn = integer(random, patients.length)
      times[drawn] = (times[drawn] as number) + 1
    }
    const { accuracy, balancedAccuracy } = confusionFigures(sumOf(confusions, times))
    const auc = weightedArea(order, times)
    return { accuracy, balancedAccuracy: Number.isNaN(auc) ? Number.NaN : balancedAccuracy, auc }
  })
}

/** Minimum number of patients for an interval. */
const fewest = 5

/**
 * Returns the middle 95 % of the values, without NaN; null if fewer than half of the draws remain.
 */
export function middleOf(values: number[], draws: number): Interval {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b)
  if (sorted.length < draws / 2) return null
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number
  return [at(0.025), at(0.975)]
}

interface Ranked {
  score: number
  positive: boolean
  patient: number
}

/** Returns all patches from the highest score to the lowest, sorted once for all draws. */
function descending(patients: PatientScores[]): Ranked[] {
  const all = patients.flatMap(({ scores, classes }, patient) =>
    Array.from(scores, (score, i) => ({ score, positive: classes[i] === 1, patient }))
  )
  return all.sort((a, b) => b.score - a.score)
}

/** Area under the ROC curve, patients weighted by their count in the draw; ties count half. */
function weightedArea(order: Ranked[], times: Uint16Array): number {
  let [above, tied, ordered, negatives] = [0, 0, 0, 0]
  let negativesTied = 0
  let last = Number.NaN
  const settle = () => {
    ordered += negativesTied * (above + tied / 2)
    above += tied
    negatives += negativesTied
    tied = 0
    negativesTied = 0
  }
  for (const { score, positive, patient } of order) {
    if (score !== last) settle()
    last = score
    const count = times[patient] as number
    if (positive) tied += count
    else negativesTied += count
  }
  settle()
  return above === 0 || negatives === 0 ? Number.NaN : ordered / (above * negatives)
}

function sumOf(confusions: Confusion[], times: Uint16Array): Confusion {
  const sum: Confusion = [
    [0, 0],
    [0, 0]
  ]
  confusions.forEach((confusion, patient) => {
    for (const actual of [0, 1] as const)
      for (const judged of [0, 1] as const)
        sum[actual][judged] += confusion[actual][judged] * (times[patient] as number)
  })
  return sum
}
