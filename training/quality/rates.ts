import { fewestForScale } from '../../contract/runs/quality.ts'
import type { Judged } from './cross-validation.ts'
import { realTrial } from './samples.ts'

/** Share of all real patches that may be flagged when each is checked by itself. */
const allowed = 0.01

/**
 * Slides with at least this many patches are whole sections. None of them may count as having
 * another scale; the mean evidence of fewer patches varies too much by chance to set the threshold.
 */
const wholeSection = 200
/** Margin of the slide threshold above the whole section with the most evidence. */
const margin = 0.01

export interface Thresholds {
  threshold: number
  slideThreshold: number
}

export interface Rate {
  name: string
  patches: number
  /** Share flagged when each patch is checked by itself. */
  alone: number
  /** Share flagged as pen when each patch is checked by itself. */
  pen: number
  /** Share flagged when a patient's patches are also checked together, as one slide. */
  together: number
  /** Slides with enough patches, and how many of them are flagged as having another scale. */
  slides: number
  otherScale: number
}

/**
 * Chooses thresholds on patches that the quality checks were not fitted on. The patch threshold is
 * a quantile of the real scores; the slide threshold is above all whole sections.
 */
export function thresholdsOf(judged: readonly Judged[]): Thresholds {
  const real = judged.filter(({ name }) => name === realTrial)
  const scores = real.map(({ score }) => score).sort((a, b) => a - b)
  const whole = slideMeans(real, wholeSection)
  return {
    threshold: scores[Math.min(scores.length - 1, Math.floor(scores.length * (1 - allowed)))] as number,
    slideThreshold: Math.max(0, ...whole.values()) + margin
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
      const thresholdOf = new Map(trial.map(one => [one.patient, thresholdsFor(one).slideThreshold]))
      const isFlagged = (one: Judged) => one.score >= thresholdsFor(one).threshold
      const isOfOtherScale = (one: Judged) =>
        (means.get(one.patient) ?? Number.NEGATIVE_INFINITY) >= thresholdsFor(one).slideThreshold
      const share = (flagged: (one: Judged) => boolean) => trial.filter(flagged).length / trial.length
      return {
        name,
        patches: trial.length,
        alone: share(isFlagged),
        pen: share(one => one.pen && isFlagged(one)),
        together: share(one => isFlagged(one) || isOfOtherScale(one)),
        slides: means.size,
        otherScale: [...means].filter(([patient, mean]) => mean >= thresholdOf.get(patient)!).length
      }
    })
}

/** Mean evidence for another scale, for each patient with enough patches. */
export function slideMeans(judged: readonly Judged[], least = fewestForScale): Map<string, number> {
  const slides = new Map<string, number[]>()
  for (const { patient, evidence } of judged) slides.set(patient, [...(slides.get(patient) ?? []), evidence])
  const enough = [...slides].filter(([, values]) => values.length >= least)
  return new Map(
    enough.map(([patient, values]) => [
      patient,
      values.reduce((sum, value) => sum + value, 0) / values.length
    ])
  )
}
