import { fitMixture, type Mixture, separationOf } from './mixture.ts'
import { averagedOver, type Neighbourhood, type Place } from './neighbours.ts'

/** What a model's folder says of judging a whole slide instead of one patch: spec.json's `field`. */
export interface Field {
  neighbours: Neighbourhood
  /** How the values of slides with known labels lie: where the fit to a new slide begins. */
  start: Mixture
}

/** Patches that a fit needs: with fewer the start itself is taken. */
export const fewest = 200

/** Humps that lie closer than this are one: a slide without carcinoma has no second, and a fit would cut its only one in two. */
const distinct = 2

/** The network's own even odds: no slide's cut lies below them. */
const lowestCut = 0

const steepest = 1e-6

/**
 * Calibrated probabilities of a whole slide's patches from the network's own: their logits averaged with the neighbours', then cut
 * where this slide's two humps part, found without labels. So a slide whose stain shifts all values is judged by its own scale.
 * @param probabilities the network's, one a place
 */
export function judgeField(
  field: Field,
  places: readonly Place[],
  probabilities: ArrayLike<number>
): Float32Array {
  const values = averagedOver(field.neighbours, places, Array.from(probabilities, logit))
  const { means, deviations, share } = mixtureOf(values, field.start)
  const parting = (means[0] * deviations[1] + means[1] * deviations[0]) / (deviations[0] + deviations[1])
  const cut = Math.max(lowestCut, parting)
  const slope = Math.max(0, means[1] - means[0]) / ((deviations[0] ** 2 + deviations[1] ** 2) / 2)
  return Float32Array.from(values, value => 1 / (1 + Math.exp(-((value - cut) * slope + logit(share)))))
}

function mixtureOf(values: Float64Array, start: Mixture): Mixture {
  if (values.length < fewest) return start
  const fitted = fitMixture(values, start)
  return separationOf(fitted) > distinct ? fitted : start
}

/** Kept off the ends, where a float32 softmax is exactly 0 or 1. */
export function logit(probability: number): number {
  const kept = Math.min(1 - steepest, Math.max(steepest, probability))
  return Math.log(kept / (1 - kept))
}
