import { type PatchSet, patientsOf } from '../../evaluation/data/patches.ts'
import { chooseThreshold } from '../../evaluation/metrics/threshold.ts'

/** A threshold, and a sentence about how it was chosen. */
export interface Threshold {
  threshold: number
  thresholdSource: string
}

/**
 * Chooses a threshold on validation patches, and states how in a sentence.
 * @param scores one for each of `validation`
 */
export function thresholdOn(set: PatchSet, validation: Uint32Array, scores: Float32Array): Threshold {
  const patients = patientsOf(set, validation).join(', ')
  return {
    threshold: chooseThreshold(set, validation, scores),
    thresholdSource: `Nearest to 0.5 of those within one standard error of the highest mean of sensitivity and specificity, each averaged over the validation patients (${patients}).`
  }
}
