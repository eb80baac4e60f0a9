import { gateClasses } from './classes.ts'
import { evidenceOf, fewestForSlide } from './evidence.ts'
import { featuresOf, gateBytes, gateFeatures } from './features.ts'
import { GateNetwork } from './network.ts'
import shipped from './weights.json' with { type: 'json' }
import type { GateWeights } from './weights.ts'

export { type GateClass, gateClasses } from './classes.ts'

/** What the gate says of some patches, one number a patch. */
export interface GateVerdicts {
  /** Places in gateClasses: 0 where the network may be trusted, else what the patch seems to be. */
  classes: Uint8Array
  /** How surely the patch is none that the network was trained on, 0–1. */
  scores: Float32Array
  /** How far the patch speaks for another scale (above 0) or against it: logarithm of the odds, cut to ±4. Its mean over a slide counts. */
  scaleEvidence: Float32Array
}

/** What the gate says of a whole slide. */
export interface GateSummary {
  patches: number
  /** Patches that are flagged, by themselves or with the whole slide. */
  flagged: number
  /** Flagged patches of each class but the first. */
  byClass: Record<Exclude<(typeof gateClasses)[number], 'fine'>, number>
  meanScaleEvidence: number
  /** Whether the slide as a whole seems to be of another scale: then every patch is flagged. */
  otherScale: boolean
}

/** Tells patches that a network was not made for from those that it was. */
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
   * @param patches count × 50 × 50 × 3 levels, RGB, row by row, at 4 µm per pixel if all is well
   * @throws RangeError where the patches are not as many as said
   */
  judge(patches: Uint8Array, count: number): GateVerdicts {
    if (patches.length !== count * gateBytes)
      throw new RangeError(`The gate was given ${patches.length} bytes for ${count} patches.`)
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

  /** The verdicts on a slide's patches together: one slide has one scale, and many patches know it better than each alone. */
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

/** The likeliest class but the first. */
function likeliest(probabilities: Float32Array): number {
  let best = 1
  for (let c = 2; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
  return best
}
