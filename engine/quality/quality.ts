import {
  fewestForScale,
  flagRecord,
  type QualityFindings,
  qualityClasses
} from '../../contract/runs/quality.ts'
import { checkedBytes, featuresOf, qualityFeatures } from './features.ts'
import { QualityNetwork, type QualityWeights } from './network.ts'
import shipped from './weights.json' with { type: 'json' }

export { checkedInput } from './features.ts'

/** Result of the quality check for some patches, one number per patch. */
export interface QualityResults {
  /**
   * Indices into `qualityClasses`: 0 if the network can be trusted, else what the patch looks like.
   */
  classes: Uint8Array
  /** Probability that the patch is unlike those that the network was trained on, 0–1. */
  scores: Float32Array
  /**
   * Evidence for another scale (above 0) or against it: log odds, clamped to ±4. Its mean over the
   * slide counts.
   */
  scaleEvidence: Float32Array
}

/** Result of the quality check for a whole slide. */
export interface QualitySummary extends QualityFindings {
  /** Number of flagged patches, whether individually or with the whole slide. */
  flagged: number
  meanScaleEvidence: number
}

/** Quality check: separates patches that a network was made for from those that it was not. */
export class QualityCheck {
  readonly weights: QualityWeights
  private readonly network: QualityNetwork
  private readonly features = new Float32Array(qualityFeatures)
  private readonly probabilities = new Float32Array(qualityClasses.length)

  constructor(weights: QualityWeights = shipped) {
    this.weights = weights
    this.network = new QualityNetwork(weights)
  }

  /**
   * @param patches count × 50 × 50 × 3 levels, RGB, row by row, expected at 4 µm per pixel
   * @throws RangeError if the number of bytes does not match `count`
   */
  check(patches: Uint8Array, count: number): QualityResults {
    if (patches.length !== count * checkedBytes)
      throw new RangeError(`The quality check received ${patches.length} bytes for ${count} patches.`)
    const results = {
      classes: new Uint8Array(count),
      scores: new Float32Array(count),
      scaleEvidence: new Float32Array(count)
    }
    for (let patch = 0; patch < count; patch++) this.checkOne(patches, patch, results)
    return results
  }

  private checkOne(
    patches: Uint8Array,
    patch: number,
    { classes, scores, scaleEvidence }: QualityResults
  ): void {
    const { features, probabilities } = this
    featuresOf(patches, patch * checkedBytes, features)
    this.network.run(features, probabilities, 0)
    scores[patch] = 1 - probabilities[0]!
    scaleEvidence[patch] = evidenceOf(probabilities)
    classes[patch] = scores[patch]! >= this.weights.threshold ? likeliest(probabilities) : 0
  }

  /**
   * Combines the results of a slide's patches. A slide has one scale, and many patches show it more
   * reliably than each alone.
   */
  summarise({ classes, scaleEvidence }: Pick<QualityResults, 'classes' | 'scaleEvidence'>): QualitySummary {
    const patches = classes.length
    const meanScaleEvidence = scaleEvidence.reduce((sum, value) => sum + value, 0) / Math.max(1, patches)
    const otherScale = patches >= fewestForScale && meanScaleEvidence >= this.weights.slideThreshold
    const counts = qualityClasses.map((_, place) => classes.reduce((n, of) => n + (of === place ? 1 : 0), 0))
    return {
      patches,
      flagged: otherScale ? patches : patches - counts[0]!,
      byFlag: flagRecord((_, index) => counts[index + 1]!),
      meanScaleEvidence,
      otherScale
    }
  }
}

/** Returns the likeliest class except the first. */
export function likeliest(probabilities: Float32Array): number {
  let best = 1
  for (let c = 2; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
  return best
}

/** Limit of a patch's evidence, so that no patch outweighs many others. */
const mostEvidence = 4

/**
 * Returns how strongly a patch suggests another scale: the log odds of coarser or finer against
 * fine, clamped to ±4.
 */
export function evidenceOf(probabilities: Float32Array): number {
  const [fine, coarser, finer] = probabilities as unknown as [number, number, number]
  const odds = Math.log((coarser + finer + 1e-6) / (fine + 1e-6))
  return Math.max(-mostEvidence, Math.min(mostEvidence, odds))
}
