import { gateClasses } from './classes.ts'
import { evidenceOf, fewestForSlide } from './evidence.ts'
import { featuresOf, gateBytes, gateFeatures } from './features.ts'
import { GateNetwork } from './network.ts'
import shipped from './weights.json' with { type: 'json' }
import type { GateWeights } from './weights.ts'

export { type GateClass, gateClasses } from './classes.ts'

/** Result of the quality check for some patches, one number per patch. */
export interface GateVerdicts {
  /**
   * Indices into `gateClasses`: 0 if the network can be trusted, else what the patch looks like.
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
export interface GateSummary {
  patches: number
  /** Number of flagged patches, whether individually or with the whole slide. */
  flagged: number
  /** Number of flagged patches in each class except the first. */
  byClass: Record<Exclude<(typeof gateClasses)[number], 'fine'>, number>
  meanScaleEvidence: number
  /** Whether the whole slide seems to have another scale; if so, every patch is flagged. */
  otherScale: boolean
}

/** Quality check: separates patches that a network was made for from those that it was not. */
export class Gate {
  readonly weights: GateWeights
  private readonly network: GateNetwork
  private readonly features = new Float32Array(gateFeatures)
  private readonly probabilities = new Float32Array(gateClasses.length)

  constructor(weights: GateWeights = shipped) {
    this.weights = weights
    this.network = new GateNetwork(weights)
  }

  /**
   * @param patches count × 50 × 50 × 3 levels, RGB, row by row, expected at 4 µm per pixel
   * @throws RangeError if the number of bytes does not match `count`
   */
  judge(patches: Uint8Array, count: number): GateVerdicts {
    if (patches.length !== count * gateBytes)
      throw new RangeError(`The quality check received ${patches.length} bytes for ${count} patches.`)
    const verdicts = {
      classes: new Uint8Array(count),
      scores: new Float32Array(count),
      scaleEvidence: new Float32Array(count)
    }
    for (let patch = 0; patch < count; patch++) this.judgeOne(patches, patch, verdicts)
    return verdicts
  }

  private judgeOne(
    patches: Uint8Array,
    patch: number,
    { classes, scores, scaleEvidence }: GateVerdicts
  ): void {
    const { features, probabilities } = this
    featuresOf(patches, patch * gateBytes, features, 0)
    this.network.run(features, probabilities, 0)
    scores[patch] = 1 - probabilities[0]!
    scaleEvidence[patch] = evidenceOf(probabilities)
    classes[patch] = scores[patch]! >= this.weights.threshold ? likeliest(probabilities) : 0
  }

  /**
   * Combines the results of a slide's patches. A slide has one scale, and many patches show it more
   * reliably than each alone.
   */
  summarise({ classes, scaleEvidence }: Pick<GateVerdicts, 'classes' | 'scaleEvidence'>): GateSummary {
    const patches = classes.length
    const meanScaleEvidence = scaleEvidence.reduce((sum, value) => sum + value, 0) / Math.max(1, patches)
    const otherScale = patches >= fewestForSlide && meanScaleEvidence >= this.weights.slideThreshold
    const counts = gateClasses.map((_, place) => classes.reduce((n, of) => n + (of === place ? 1 : 0), 0))
    const [fine, coarser, finer, colour, blur, pen] = counts as [
      number,
      number,
      number,
      number,
      number,
      number
    ]
    return {
      patches,
      flagged: otherScale ? patches : patches - fine,
      byClass: { coarser, finer, colour, blur, pen },
      meanScaleEvidence,
      otherScale
    }
  }
}

/** Returns the likeliest class except the first. */
function likeliest(probabilities: Float32Array): number {
  let best = 1
  for (let c = 2; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
  return best
}
