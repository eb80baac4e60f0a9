import type { PatchSet } from '../data/patches.ts'
import { confusionOf } from './confusion.ts'
import { groupByPatient } from './figures.ts'

/** Minimum patches of a class for a patient to count for it. */
const enough = 20

/**
 * Returns the threshold, in hundredths, with the highest mean of sensitivity and specificity, each
 * averaged over patients so that a large slide does not outweigh the others. Returns 0.5 if either
 * cannot be computed.
 */
export function chooseThreshold(
  set: PatchSet,
  indices: ArrayLike<number>,
  scores: ArrayLike<number>
): number {
  const patients = groupByPatient(set, indices, scores)
  let [best, highest] = [0.5, Number.NEGATIVE_INFINITY]
  for (let step = 1; step < 100; step++) {
    const quality = byPatients(patients, step / 100)
    if (quality > highest + 1e-12) [best, highest] = [step / 100, quality]
  }
  return best
}

function byPatients(patients: { scores: number[]; classes: number[] }[], threshold: number): number {
  const sensitivities: number[] = []
  const specificities: number[] = []
  for (const { scores, classes } of patients) {
    const [[tn, fp], [fn, tp]] = confusionOf(scores, classes, threshold)
    if (tn + fp >= enough) specificities.push(tn / (tn + fp))
    if (fn + tp >= enough) sensitivities.push(tp / (fn + tp))
  }
  return (mean(sensitivities) + mean(specificities)) / 2
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
