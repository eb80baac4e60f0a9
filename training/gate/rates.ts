import { fewestForSlide } from '../../engine/quality/evidence.ts'
import type { Judged } from './judge.ts'
import { realTrial } from './real.ts'

/** Of all real patches, how many may be flagged each by itself. */
const allowed = 0.0135

/** How far the slide's threshold lies above even odds, and above the real slide that speaks most for another scale. */
const margin = 0.12

export interface Thresholds {
  threshold: number
  slideThreshold: number
}

export interface Rate {
  name: string
  patches: number
  /** Share that is flagged, each patch by itself. */
  alone: number
  /** The same where the patches of one patient are judged together as its slide. */
  together: number
}

/** Thresholds from patches that the gates had not seen: a quantile of the real scores, and above all real slides. */
export function thresholdsOf(judged: readonly Judged[]): Thresholds {
  const scores = judged
    .filter(({ name }) => name === realTrial)
    .map(({ score }) => score)
    .sort((a, b) => a - b)
  const means = slideMeans(judged.filter(({ name }) => name === realTrial))
  return {
    threshold: scores[Math.min(scores.length - 1, Math.floor(scores.length * (1 - allowed)))] as number,
    slideThreshold: Math.max(0, ...means.values()) + margin
  }
}

/** Each group of patients is judged at thresholds that were chosen on the other groups. */
export function heldOutRates(judged: readonly Judged[], names: readonly string[]): Rate[] {
  const folds = [...new Set(judged.map(({ fold }) => fold))]
  const thresholds = new Map(folds.map(fold => [fold, thresholdsOf(judged.filter(of => of.fold !== fold))]))
  return ratesAt(judged, names, ({ fold }) => thresholds.get(fold) as Thresholds)
}

/** Rates of the trials of these names, as far as they could be made. */
export function ratesAt(
  judged: readonly Judged[],
  names: readonly string[],
  thresholdsFor: (one: Judged) => Thresholds
): Rate[] {
  const trials = names.map(name => ({ name, trial: judged.filter(one => one.name === name) }))
  return trials
    .filter(({ trial }) => trial.length > 0)
    .map(({ name, trial }) => {
      const means = slideMeans(trial)
      const isFlagged = (one: Judged) => one.score >= thresholdsFor(one).threshold
      const isOfOtherScale = (one: Judged) =>
        (means.get(one.patient) ?? Number.NEGATIVE_INFINITY) >= thresholdsFor(one).slideThreshold
      const share = (flagged: (one: Judged) => boolean) => trial.filter(flagged).length / trial.length
      return {
        name,
        patches: trial.length,
        alone: share(isFlagged),
        together: share(one => isFlagged(one) || isOfOtherScale(one))
      }
    })
}

/** Mean evidence of each patient with enough patches. */
export function slideMeans(judged: readonly Judged[]): Map<string, number> {
  const slides = new Map<string, number[]>()
  for (const { patient, evidence } of judged) slides.set(patient, [...(slides.get(patient) ?? []), evidence])
  const enough = [...slides].filter(([, values]) => values.length >= fewestForSlide)
  return new Map(
    enough.map(([patient, values]) => [
      patient,
      values.reduce((sum, value) => sum + value, 0) / values.length
    ])
  )
}
