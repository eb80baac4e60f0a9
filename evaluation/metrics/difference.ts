import type { Difference, Differences } from '../../contract/models/parent-comparison.ts'
import { drawnFigures, middleOf, type PatientScores } from './bootstrap.ts'
import { figuresOf } from './figures.ts'

/** A model's scores for some patients, with the model's shipped threshold. */
export interface Judged {
  patients: PatientScores[]
  threshold: number
}

/** Fixed, so that the same two models on the same patches have the same intervals. */
const seed = 1
const draws = 1000

/**
 * Returns the second model's metrics minus the first's, on the same patches. Both are evaluated on
 * the same draws of patients, so that a patient who is hard for both does not widen the interval.
 */
export function differencesOf(first: Judged, second: Judged): Differences {
  const [before, after] = [wholeOf(first), wholeOf(second)]
  const [drawnBefore, drawnAfter] = [first, second].map(({ patients, threshold }) =>
    drawnFigures(patients, threshold, seed, draws)
  ) as [ReturnType<typeof drawnFigures>, ReturnType<typeof drawnFigures>]
  const of = (figure: keyof Differences): Difference => {
    const [from, to] = [before[figure], after[figure]]
    const drawn = drawnAfter.map((draw, i) => draw[figure] - (drawnBefore[i]?.[figure] ?? Number.NaN))
    return { value: from === null || to === null ? null : to - from, interval: middleOf(drawn, draws) }
  }
  return { accuracy: of('accuracy'), balancedAccuracy: of('balancedAccuracy'), auc: of('auc') }
}

function wholeOf({ patients, threshold }: Judged) {
  const all = (of: 'scores' | 'classes') => patients.flatMap(patient => Array.from(patient[of]))
  return figuresOf(all('scores'), all('classes'), threshold)
}
