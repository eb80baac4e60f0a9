import type { ClassIntervals, Evaluation, Interval } from '../../contract/models/evaluation.ts'
import { integer, randomOf } from '../random.ts'
import { type Bins, binsOf, weightedCalibration } from './calibration.ts'
import { type Confusion, classFigures, confusionFigures, confusionOf } from './confusion.ts'

type Intervals = Evaluation['intervals']

export interface PatientScores {
  scores: ArrayLike<number>
  classes: ArrayLike<number>
  /** The patient's own threshold, in a cross-validation; absent: the same for all. */
  threshold?: number
}

/**
 * Computes 95 % intervals by bootstrap over patients, not patches: one patient's patches are alike,
 * so that intervals over patches would be far too narrow. None with fewer than five patients.
 */
export function intervalsOf(
  patients: PatientScores[],
  threshold: number,
  seed: number,
  draws = 1000
): Intervals {
  const drawn = drawnFigures(patients, threshold, seed, draws)
  const of = (figure: keyof DrawnFigures): Interval =>
    middleOf(
      drawn.map(draw => draw[figure]),
      draws
    )
  const main = { draws, accuracy: of('accuracy'), balancedAccuracy: of('balancedAccuracy'), auc: of('auc') }
  if (drawn.length === 0) return main
  const negative: ClassIntervals = {
    precision: of('negativePrecision'),
    recall: of('specificity'),
    f1: of('negativeF1')
  }
  const positive: ClassIntervals = {
    precision: of('positivePrecision'),
    recall: of('sensitivity'),
    f1: of('positiveF1')
  }
  return {
    ...main,
    precision: of('precision'),
    recall: of('recall'),
    f1: of('f1'),
    averagePrecision: of('averagePrecision'),
    ece: of('ece'),
    brier: of('brier'),
    perClass: [negative, positive]
  }
}

/** Metrics of one draw; NaN where a class that the metric needs is missing from it. */
export interface DrawnFigures {
  accuracy: number
  balancedAccuracy: number
  precision: number
  recall: number
  f1: number
  auc: number
  averagePrecision: number
  ece: number
  brier: number
  sensitivity: number
  specificity: number
  positivePrecision: number
  positiveF1: number
  negativePrecision: number
  negativeF1: number
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
  const confusions = patients.map(({ scores, classes, threshold: own = threshold }) =>
    confusionOf(scores, classes, own)
  )
  const bins = patients.map(({ scores, classes }) => binsOf(scores, classes))
  return Array.from({ length: draws }, () => {
    const times = new Uint16Array(patients.length)
    for (let i = 0; i < patients.length; i++) {
      const drawn = integer(random, patients.length)
      times[drawn] = (times[drawn] as number) + 1
    }
    return figuresOfDraw(order, confusions, bins, times)
  })
}

/** Minimum number of patients for an interval. */
export const fewest = 5

function figuresOfDraw(
  order: Ranked[],
  confusions: Confusion[],
  bins: Bins[],
  times: Uint16Array
): DrawnFigures {
  const confusion = sumOf(confusions, times)
  const { accuracy, balancedAccuracy, precision, recall, f1 } = confusionFigures(confusion)
  const [negative, positive] = [classFigures(confusion, 0), classFigures(confusion, 1)]
  const { auc, averagePrecision } = weightedAreas(order, times)
  const both = (value: number) => (Number.isNaN(auc) ? Number.NaN : value)
  return {
    accuracy,
    balancedAccuracy: both(balancedAccuracy),
    ...{ precision, recall, f1, auc, averagePrecision },
    ...weightedCalibration(bins, times),
    sensitivity: positive.recall ?? Number.NaN,
    specificity: negative.recall ?? Number.NaN,
    positivePrecision: both(positive.precision),
    positiveF1: both(positive.f1),
    negativePrecision: both(negative.precision),
    negativeF1: both(negative.f1)
  }
}

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

/**
 * Areas under the ROC curve (ties count half) and the precision-recall curve (step-wise), patients
 * weighted by their count in the draw.
 */
function weightedAreas(order: Ranked[], times: Uint16Array): { auc: number; averagePrecision: number } {
  let [above, tied, ordered, negatives] = [0, 0, 0, 0]
  let [negativesTied, precisions] = [0, 0]
  let last = Number.NaN
  const settle = () => {
    ordered += negativesTied * (above + tied / 2)
    above += tied
    negatives += negativesTied
    if (tied > 0) precisions += (tied * above) / (above + negatives)
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
  return {
    auc: above === 0 || negatives === 0 ? Number.NaN : ordered / (above * negatives),
    averagePrecision: above === 0 ? Number.NaN : precisions / above
  }
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
