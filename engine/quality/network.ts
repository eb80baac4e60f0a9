import { qualityClasses } from '../../contract/runs/quality.ts'
import { qualityFeatures } from './features.ts'

/** Weights of the quality check: weights.json, as fitted by `ductal quality --fit`. */
export interface QualityWeights {
  /** Mean of each feature over the patches of the fit. */
  means: number[]
  deviations: number[]
  /** One row per hidden unit: a weight for each feature, then the constant. */
  hidden: number[][]
  /** One row per class: a weight for each hidden unit, then the constant. */
  output: number[][]
  /** Minimum score at which a patch is flagged. */
  threshold: number
  /** Mean evidence from which a whole slide counts as having another scale. */
  slideThreshold: number
}

/**
 * Limit for a feature, in standard deviations from the mean. It bounds the effect of values beyond
 * any seen in training.
 */
const farthest = 4

/** A network with one hidden layer over the features of a patch. */
export class QualityNetwork {
  private readonly units: number
  private readonly hidden: Float32Array
  private readonly output: Float32Array
  private readonly means: Float32Array
  private readonly factors: Float32Array
  private readonly inputs = new Float32Array(qualityFeatures)
  private readonly states: Float32Array

  constructor({ means, deviations, hidden, output }: Omit<QualityWeights, 'threshold' | 'slideThreshold'>) {
    this.units = hidden.length
    this.hidden = Float32Array.from(hidden.flat())
    this.output = Float32Array.from(output.flat())
    this.means = Float32Array.from(means)
    this.factors = Float32Array.from(deviations, deviation => 1 / deviation)
    this.states = new Float32Array(this.units)
  }

  /** Writes the probabilities of the classes into `to`, starting at `at`. */
  run(features: Float32Array, to: Float32Array, at: number): void {
    const { inputs, states, units } = this
    for (let i = 0; i < qualityFeatures; i++) {
      const value = (features[i]! - this.means[i]!) * this.factors[i]!
      inputs[i] = Math.max(-farthest, Math.min(farthest, value))
    }
    for (let unit = 0; unit < units; unit++) states[unit] = Math.tanh(sum(this.hidden, unit, inputs))
    let total = 0
    for (let c = 0; c < qualityClasses.length; c++) {
      to[at + c] = Math.exp(sum(this.output, c, states))
      total += to[at + c]!
    }
    for (let c = 0; c < qualityClasses.length; c++) to[at + c]! /= total
  }
}

/**
 * Returns a row of weights times the inputs; the row's last entry is the constant. Adds in four
 * sums, because an addition waits for the one before.
 * @param inputs their number is a multiple of four
 */
function sum(weights: Float32Array, row: number, inputs: Float32Array): number {
  const count = inputs.length
  const start = row * (count + 1)
  let [a, b, c, d] = [weights[start + count]!, 0, 0, 0]
  for (let i = 0, at = start; i < count; i += 4, at += 4) {
    a += weights[at]! * inputs[i]!
    b += weights[at + 1]! * inputs[i + 1]!
    c += weights[at + 2]! * inputs[i + 2]!
    d += weights[at + 3]! * inputs[i + 3]!
  }
  return a + b + (c + d)
}
