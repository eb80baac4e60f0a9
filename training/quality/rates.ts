import { fewestForScale } from '../../contract/runs/quality.ts'
import type { Judged } from './cross-validation.ts'
import { realTrial } from './samples.ts'

/** Share of all real patches that may be flagged when each is checked by itself. */
const allowed = 0.0135

/**
 * Margin of the slide threshold, above both even odds and the real slide with the most evidence for
 * another scale.
 */
const margin = 0.12

export interface Thresholds {
  threshold: number
  slideThreshold: number
}

export interface Rate {
  name: string
  patches: number
  /** Share flagged when each patch is checked by itself. */
  alone: number
  /** Share flagged when a patient's patches are also checked together, as one slide. */
  together: number
}

/**
 * Chooses thresholds on patches that the quality checks were not fitted on. The patch threshold is
 * a quantile of the real scores; the slide threshold is above all real slides.
 */
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

/** Rates of all trials; each group of patients is tested at thresholds chosen on the others. */
export function heldOutRates(judged: readonly Judged[], names: readonly string[]): Rate[] {
  const folds = [...new Set(judged.map(({ fold }) => fold))]
  const thresholds = new Map(folds.map(fold => [fold, thresholdsOf(judged.filter(of => of.fold !== fold))]))
  return ratesAt(judged, names, ({ fold }) => thresholds.get(fold) as Thresholds)
}

/** Rates of the named trials; leaves out a trial that no patch allowed. */
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

/** Mean evidence for another scale, for each patient with enough patches. */
export function slideMeans(judged: readonly Judged[]): Map<string, number> {
  const slides = new Map<string, number[]>()
  for (const { patient, evidence } of judged) slides.set(patient, [...(slides.get(patient) ?? []), evidence])
  const enough = [...slides].filter(([, values]) => values.length >= fewestForScale)
  return new Map(
    enough.map(([patient, values]) => [
      patient,
      values.reduce((sum, value) => sum + value, 0) / values.length
    ])
  )
}
