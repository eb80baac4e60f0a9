import type { Mixture, SlideCalibration } from '../../contract/models/model.ts'
import type { WholeSlide } from '../../contract/runs/run.ts'
import { fitMixture, separationOf } from './mixture.ts'
import { averagedOver, type Place, type Places, placesOf } from './neighbours.ts'

/** Minimum number of patches for a fit; with fewer, the start mixture is used. */
export const fewest = 200

/**
 * Minimum separation of the two components. A slide without carcinoma has only one, and a fit would
 * split it in two.
 */
const distinct = 2

/** Even odds according to the network itself; a slide's cut is never lower. */
const lowestCut = 0

const steepest = 1e-6

/**
 * Calibrates the network's probabilities of a whole slide's patches. Averages each logit with its
 * neighbours', then cuts where the two components of this slide's mixture meet, fitted without
 * labels. A slide whose stain shifts all values is thus measured on its own scale.
 * @param probabilities the network's output, one value per place
 * @param step grid places between directly adjacent patches; more than one if patches overlap
 */
export function calibrateSlide(
  calibration: SlideCalibration,
  places: Places,
  probabilities: ArrayLike<number>,
  step = 1
): { probabilities: Float32Array; fit: WholeSlide } {
  const logits = new Float64Array(probabilities.length)
  for (let i = 0; i < logits.length; i++) logits[i] = logit(probabilities[i] as number)
  const values = averagedOver(calibration.neighbours, places, logits, step)
  const found = mixtureOf(values, calibration.start)
  const { means, deviations, share } = found.mixture
  const parting = (means[0] * deviations[1] + means[1] * deviations[0]) / (deviations[0] + deviations[1])
  const cut = Math.max(lowestCut, parting)
  const slope = Math.max(0, means[1] - means[0]) / ((deviations[0] ** 2 + deviations[1] ** 2) / 2)
  const odds = logit(share)
  const judged = new Float32Array(values.length)
  for (let i = 0; i < judged.length; i++)
    judged[i] = 1 / (1 + Math.exp(-(((values[i] as number) - cut) * slope + odds)))
  return {
    probabilities: judged,
    fit: { patches: values.length, ...found, cut }
  }
}

/** Same as `calibrateSlide`, but returns only the probabilities. */
export const calibratedProbabilities = (
  calibration: SlideCalibration,
  places: readonly Place[],
  probabilities: ArrayLike<number>
): Float32Array => calibrateSlide(calibration, placesOf(places), probabilities).probabilities

function mixtureOf(
  values: Float64Array,
  start: Mixture
): { mixture: Mixture } & Pick<WholeSlide, 'separation' | 'taken'> {
  if (values.length < fewest) return { mixture: start, separation: null, taken: 'too few patches' }
  const fitted = fitMixture(values, start)
  const separation = separationOf(fitted)
  return separation > distinct
    ? { mixture: fitted, separation, taken: null }
    : { mixture: start, separation, taken: 'one hump' }
}

/** Clamps the probability away from 0 and 1, which a float32 softmax reaches exactly. */
export function logit(probability: number): number {
  const kept = Math.min(1 - steepest, Math.max(steepest, probability))
  return Math.log(kept / (1 - kept))
}
