import type { Interval } from '../../contract/models/evaluation.ts'
import { type DrawnFigures, drawnFigures, middleOf, type PatientScores } from './bootstrap.ts'
import { type DelongTest, delongTest } from './delong.ts'
import type { Judged } from './difference.ts'
import { figuresOf } from './figures.ts'

/** Second model minus the first on the same patches. */
export interface PairedDifference {
  /** Null when a class is missing. */
  value: number | null
  /** 95 % interval by bootstrap over patients; null with fewer than five patients. */
  interval: Interval
  /** Two-sided, from the same draws; null with fewer than five patients. */
  p: number | null
}

const compared = ['accuracy', 'balancedAccuracy', 'auc', 'averagePrecision', 'ece', 'brier', 'f1'] as const
type Compared = (typeof compared)[number]

export interface PairedTest {
  draws: number
  differences: Record<Compared | 'sensitivity' | 'specificity', PairedDifference>
  /** Test of the two AUCs; null when a class is missing. */
  delong: DelongTest | null
}

/** Fixed, so that the same two models on the same patches have the same figures. */
const seed = 1
const draws = 1000

/**
 * Compares two models on the same patches. Both are drawn with the same patients, so that a patient
 * who is hard for both does not widen the intervals.
 */
export function pairedTest(first: Judged, second: Judged): PairedTest {
  const [before, after] = [wholeOf(first), wholeOf(second)]
  const drawn = [first, second].map(({ patients, threshold }) =>
    drawnFigures(patients, threshold, seed, draws)
  ) as [DrawnFigures[], DrawnFigures[]]
  const difference = (figure: Compared | 'sensitivity' | 'specificity'): PairedDifference => {
    const [from, to] = [before[figure], after[figure]]
    const values = drawn[1].map((draw, i) => draw[figure] - (drawn[0][i] as DrawnFigures)[figure])
    return {
      value: from === null || to === null ? null : to - from,
      interval: middleOf(values, draws),
      p: probabilityOf(values)
    }
  }
  const names = [...compared, 'sensitivity', 'specificity'] as const
  return {
    draws,
    differences: Object.fromEntries(names.map(name => [name, difference(name)])) as PairedTest['differences'],
    delong: delongTest(first.patients, second.patients)
  }
}

/** Two-sided p value of no difference; one is added so that it is never zero. */
function probabilityOf(values: readonly number[]): number | null {
  const known = values.filter(value => !Number.isNaN(value))
  if (known.length < draws / 2) return null
  const below = known.filter(value => value <= 0).length
  const above = known.filter(value => value >= 0).length
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (known.length + 1))
}

function wholeOf({ patients, threshold }: Judged) {
  const all = (of: 'scores' | 'classes') =>
    patients.flatMap((patient: PatientScores) => Array.from(patient[of]))
  const figures = figuresOf(all('scores'), all('classes'), threshold)
  const [negative, positive] = figures.perClass
  return { ...figures, sensitivity: positive.recall, specificity: negative.recall }
}
