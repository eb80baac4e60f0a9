import { logit } from './slide-calibration/calibration.ts'

/**
 * A probability whose logit is divided by a temperature (Guo et al. 2017): above 1 it moves towards even odds. The order of probabilities stays.
 * @param temperature of spec.json; where there is none the probability stays as it is
 */
export const tempered = (probability: number, temperature: number | undefined): number =>
  temperature === undefined ? probability : 1 / (1 + Math.exp(-logit(probability) / temperature))

/** The probability that became this one. */
export const untempered = (probability: number, temperature: number | undefined): number =>
  tempered(probability, temperature && 1 / temperature)
