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

interface PatientScores {
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
  const found = { accuracy: [] as number[], balancedAccuracy: [] as number[], auc: [] as number[] }
  const random = randomOf('bootstrap', seed)
  const order = descending(patients)
  const confusions = patients.map(({ scores, classes }) => confusionOf(scores, classes, threshold))
  for (let draw = 0; draw < draws && patients.length >= fewest; draw++) {
    const times = new Uint16Array(patients.length)
    for (let i = 0; i < patients.length; i++) {
      const drawn = integer(random, patients.length)
      times[drawn] = (times[drawn] as number) + 1
    }
    const figures = confusionFigures(sumOf(confusions, times))
    const area = weightedArea(order, times)
    found.accuracy.push(figures.accuracy)
    if (Number.isNaN(area)) continue
    found.balancedAccuracy.push(figures.balancedAccuracy)
    found.auc.push(area)
  }
  return {
    draws,
    accuracy: middle(found.accuracy, draws),
    balancedAccuracy: middle(found.balancedAccuracy, draws),
    auc: middle(found.auc, draws)
  }
}

/** Patients that an interval needs. */
const fewest = 5

function middle(values: number[], draws: number): Interval {
  if (values.length < draws / 2) return null
  const sorted = values.toSorted((a, b) => a - b)
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
