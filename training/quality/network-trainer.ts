import { qualityFeatures } from '../../engine/quality/features.ts'
import type { QualityWeights } from '../../engine/quality/network.ts'
import { randomOf } from '../../evaluation/random.ts'
import { Adam } from './adam.ts'

export type Layers = Pick<QualityWeights, 'hidden' | 'output'>

/** Hidden units. */
const units = 64
const smoothing = 0.02
const hiddenSize = units * (qualityFeatures + 1)

/**
 * A network in training, with one hidden layer (tanh). Its weights are in one array: the rows of
 * the hidden layer, then those of the output layer.
 */
export class Learner {
  private readonly adam: Adam
  private readonly states = new Float64Array(units)
  private readonly slopes = new Float64Array(units)
  private readonly outputs: Float64Array

  /**
   * @param classes number of classes
   * @param keys seeds of the first weights
   */
  constructor(classes: number, ...keys: (number | string)[]) {
    this.outputs = new Float64Array(classes)
    this.adam = new Adam(first(classes, keys))
  }

  /** Runs the forward and backward pass of one sample and adds its gradient. */
  follow(inputs: Float64Array, truth: number, weight: number): void {
    const { outputs, states, slopes } = this
    const { values, gradient } = this.adam
    this.forth(inputs)
    slopes.fill(0)
    for (let c = 0; c < outputs.length; c++) {
      const aim = smoothing / outputs.length + (c === truth ? 1 - smoothing : 0)
      const slope = (outputs[c]! - aim) * weight
      const row = hiddenSize + c * (units + 1)
      gradient[row + units]! += slope
      for (let unit = 0; unit < units; unit++) {
        gradient[row + unit]! += slope * states[unit]!
        slopes[unit]! += slope * values[row + unit]!
      }
    }
    for (let unit = 0; unit < units; unit++) {
      const slope = slopes[unit]! * (1 - states[unit]! ** 2)
      const row = unit * (qualityFeatures + 1)
      gradient[row + qualityFeatures]! += slope
      for (let i = 0; i < qualityFeatures; i++) gradient[row + i]! += slope * inputs[i]!
    }
  }

  /** Takes a step down the gradient accumulated since the last one. */
  move(rate: number): void {
    this.adam.move(rate)
  }

  layers(): Layers {
    const rows = (start: number, count: number, width: number) =>
      Array.from({ length: count }, (_, row) =>
        Array.from(this.adam.values.subarray(start + row * width, start + (row + 1) * width))
      )
    return {
      hidden: rows(0, units, qualityFeatures + 1),
      output: rows(hiddenSize, this.outputs.length, units + 1)
    }
  }

  private forth(inputs: Float64Array): void {
    const { outputs, states } = this
    const { values } = this.adam
    for (let unit = 0; unit < units; unit++) {
      const row = unit * (qualityFeatures + 1)
      // Four sums side by side, because an addition waits for the one before.
      let [a, b, c, d] = [values[row + qualityFeatures]!, 0, 0, 0]
      for (let i = 0, at = row; i < qualityFeatures; i += 4, at += 4) {
        a += values[at]! * inputs[i]!
        b += values[at + 1]! * inputs[i + 1]!
        c += values[at + 2]! * inputs[i + 2]!
        d += values[at + 3]! * inputs[i + 3]!
      }
      states[unit] = Math.tanh(a + b + (c + d))
    }
    let total = 0
    for (let c = 0; c < outputs.length; c++) {
      const row = hiddenSize + c * (units + 1)
      let sum = values[row + units]!
      for (let unit = 0; unit < units; unit++) sum += values[row + unit]! * states[unit]!
      outputs[c] = Math.exp(sum)
      total += outputs[c]!
    }
    for (let c = 0; c < outputs.length; c++) outputs[c]! /= total
  }
}

function first(classes: number, keys: readonly (number | string)[]): Float64Array {
  const random = randomOf(...keys)
  const spread = (inputs: number) => Math.sqrt(3 / inputs) * (2 * random() - 1)
  return Float64Array.from({ length: hiddenSize + classes * (units + 1) }, (_, i) => {
    const width = i < hiddenSize ? qualityFeatures + 1 : units + 1
    const place = i < hiddenSize ? i % width : (i - hiddenSize) % width
    return place === width - 1 ? 0 : spread(width)
  })
}
