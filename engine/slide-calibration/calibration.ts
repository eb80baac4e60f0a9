import { fitMixture, type Mixture, separationOf } from './mixture.ts'
import { averagedOver, type Neighbourhood, type Place, type Places, placesOf } from './neighbours.ts'

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

/** How a slide's patches were judged together. */
export interface Fit {
  /** Number of patches calibrated. */
  patches: number
  /** The humps that the probabilities follow from: found on this slide, or the model's own start. */
  mixture: Mixture
  /** Ashman's D of what was found on this slide; null where nothing was looked for. */
  separation: number | null
  /** Why the start was taken instead; null where the fit was believed. */
  taken: 'too few patches' | 'one hump' | null
  /** The logit from which a patch looks more like carcinoma than not. */
  cut: number
}

/**
 * Calibrated probabilities of a whole slide's patches from the network's own: their logits averaged with the neighbours', then cut
 * where this slide's two humps part, found without labels. So a slide whose stain shifts all values is judged by its own scale.
 * @param probabilities the network's, one a place
 * @param step places of the grid from one patch to the one right beside it; more than one where patches overlap
 */
export function judgeSlide(
  field: Field,
  places: Places,
  probabilities: ArrayLike<number>,
  step = 1
): { probabilities: Float32Array; fit: Fit } {
  const logits = new Float64Array(probabilities.length)
  for (let i = 0; i < logits.length; i++) logits[i] = logit(probabilities[i] as number)
  const values = averagedOver(field.neighbours, places, logits, step)
  const found = mixtureOf(values, field.start)
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

/** The probabilities alone. */
export const judgeField = (
  field: Field,
  places: readonly Place[],
  probabilities: ArrayLike<number>
): Float32Array => judgeSlide(field, placesOf(places), probabilities).probabilities

function mixtureOf(values: Float64Array, start: Mixture): Pick<Fit, 'mixture' | 'separation' | 'taken'> {
  if (values.length < fewest) return { mixture: start, separation: null, taken: 'too few patches' }
  const fitted = fitMixture(values, start)
  const separation = separationOf(fitted)
  return separation > distinct
    ? { mixture: fitted, separation, taken: null }
    : { mixture: start, separation, taken: 'one hump' }
}

/** Kept off the ends, where a float32 softmax is exactly 0 or 1. */
export function logit(probability: number): number {
  const kept = Math.min(1 - steepest, Math.max(steepest, probability))
  return Math.log(kept / (1 - kept))
}
