import { logit } from '../slide-calibration/calibration.ts'

/**
 * Divides a probability's logit by a temperature (Guo et al. 2017). A temperature above 1 moves it
 * towards even odds; the order of probabilities is unchanged.
 * @param temperature from spec.json; without one, the probability is returned unchanged
 */
export const tempered = (probability: number, temperature: number | undefined): number =>
  temperature === undefined ? probability : 1 / (1 + Math.exp(-logit(probability) / temperature))

/** Inverse of `tempered`. */
export const untempered = (probability: number, temperature: number | undefined): number =>
  tempered(probability, temperature && 1 / temperature)
