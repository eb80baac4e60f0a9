import { integer, randomOf } from '../random.ts'
import { type Confusion, confusionFigures, confusionOf } from './confusion.ts'

/** The middle 95 % of what other draws of patients would give; null where too few draws have both classes. */
export type Interval = [number, number] | null

export interface Intervals {
  /** Draws, each of as many patients as there are, with replacement. */
  draws: number
  accuracy: Interval
  balancedAccuracy: Interval
  auc: Interval
}

export interface PatientScores {
  scores: ArrayLike<number>
  classes: ArrayLike<number>
}

/**
 * 95 % intervals by bootstrap over patients, not patches: patches of one patient are alike, and an interval over
 * patches would be far too narrow. Below five patients there is none.
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

/** Of one draw; the last two are NaN where it lacks a class. */
export interface DrawnFigures {
  accuracy: number
  balancedAccuracy: number
  auc: number
}

/** The figures of each draw; none below five patients. The same seed draws the same patients, whatever their scores are. */
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

/** Patients that an interval needs. */
const fewest = 5

/** The middle 95 % of those values that are numbers; null where they are fewer than half of the draws. */
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

/** All patches from the highest score to the lowest: sorted once, counted for every draw. */
function descending(patients: PatientScores[]): Ranked[] {
  const all = patients.flatMap(({ scores, classes }, patient) =>
    Array.from(scores, (score, i) => ({ score, positive: classes[i] === 1, patient }))
  )
  return all.sort((a, b) => b.score - a.score)
}

/** Area under the ROC curve where each patient counts so many times; ties count half. */
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
