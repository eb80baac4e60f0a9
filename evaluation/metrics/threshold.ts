import type { PatchSet } from '../data/patches.ts'
import { confusionOf } from './confusion.ts'
import { groupByPatient } from './figures.ts'

/** Minimum patches of a class for a patient to count for it. */
const enough = 20

/**
 * Returns the threshold, in hundredths, with the highest mean of sensitivity and specificity, each
 * averaged over patients so that a large slide does not outweigh the others. Of the thresholds that
 * are worse by less than the standard error of that mean, returns the one nearest to 0.5, where the
 * user expects it: such a difference says nothing about new patients (the one-standard-error rule
 * of Breiman et al., Classification and Regression Trees, 1984). Returns 0.5 if either rate cannot
 * be computed.
 */
export function chooseThreshold(
  set: PatchSet,
  indices: ArrayLike<number>,
  scores: ArrayLike<number>
): number {
  const patients = groupByPatient(set, indices, scores)
  const tried = Array.from({ length: 99 }, (_, index) => ({
    threshold: (index + 1) / 100,
    ...byPatients(patients, (index + 1) / 100)
  }))
  const best = tried.reduce((most, each) => (each.quality > most.quality + 1e-12 ? each : most))
  if (Number.isNaN(best.quality)) return 0.5
  const least = best.quality - best.error
  return tried
    .filter(({ quality }) => quality >= least)
    .reduce((nearest, each) =>
      Math.abs(each.threshold - 0.5) < Math.abs(nearest.threshold - 0.5) ? each : nearest
    ).threshold
}

/** The mean of both rates and its standard error over patients. */
function byPatients(patients: { scores: number[]; classes: number[] }[], threshold: number) {
  const sensitivities: number[] = []
  const specificities: number[] = []
  for (const { scores, classes } of patients) {
    const [[tn, fp], [fn, tp]] = confusionOf(scores, classes, threshold)
    if (tn + fp >= enough) specificities.push(tn / (tn + fp))
    if (fn + tp >= enough) sensitivities.push(tp / (fn + tp))
  }
  return {
    quality: (mean(sensitivities) + mean(specificities)) / 2,
    error: Math.sqrt(squaredError(sensitivities) + squaredError(specificities)) / 2
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Square of the standard error of a mean; 0 for a single value, which says nothing about it. */
function squaredError(values: number[]): number {
  if (values.length < 2) return 0
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return squares / (values.length - 1) / values.length
}
