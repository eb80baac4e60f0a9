import { qualityClasses } from '../../contract/runs/quality.ts'
import { qualityFeatures } from '../../engine/quality/features.ts'
import type { QualityWeights } from '../../engine/quality/network.ts'
import type { Random } from '../../evaluation/random.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { Learner } from './network-trainer.ts'
import type { Sample } from './samples.ts'

export type FittedQualityCheck = Omit<QualityWeights, 'threshold' | 'slideThreshold'>

const epochs = 16
const batch = 128
const rate = 0.003
/** Deviation of the noise on the standardised features; imitates how unseen patients differ. */
const deviation = 0.1
/** As in engine/quality/network.ts. */
const farthest = 4

/**
 * Fits the network of the quality check by Adam with a cosine learning rate; all classes weigh the
 * same. The same seed produces the same network.
 */
export function fitQualityCheck(samples: readonly Sample[], seed: number): FittedQualityCheck {
  const scale = scaleOf(samples)
  const inputs = samples.map(({ features }) => standardised(features, scale))
  const truths = samples.map(sample => sample.class)
  const learner = new Learner(qualityClasses.length, seed, 'quality', 'weights')
  const noise = new Noise(deviation, randomOf(seed, 'quality', 'noise'))
  const weights = classWeights(truths)
  const noisy = new Float64Array(qualityFeatures)
  const steps = Math.ceil(inputs.length / batch) * epochs
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled([...inputs.keys()], randomOf(seed, 'quality', 'order', epoch))
    for (let start = 0; start < order.length; start += batch) {
      const indices = order.slice(start, start + batch)
      for (const index of indices) {
        const truth = truths[index] as number
        noise.add(inputs[index] as Float64Array, noisy)
        learner.follow(noisy, truth, (weights[truth] as number) / indices.length)
      }
      learner.move(rate * 0.5 * (1 + Math.cos((Math.PI * step++) / steps)))
    }
  }
  const { hidden, output } = learner.layers()
  return {
    ...scale,
    hidden: hidden.map(row => row.map(rounded)),
    output: output.map(row => row.map(rounded))
  }
}

interface Scale {
  means: number[]
  deviations: number[]
}

function scaleOf(samples: readonly Sample[]): Scale {
  const [sums, squares] = [new Float64Array(qualityFeatures), new Float64Array(qualityFeatures)]
  for (const { features } of samples)
    features.forEach((value, i) => {
      sums[i]! += value
      squares[i]! += value * value
    })
  const means = Array.from(sums, sum => rounded(sum / samples.length))
  const deviations = Array.from(squares, (square, i) =>
    rounded(Math.max(0.01, Math.sqrt(Math.max(0, square / samples.length - means[i]! ** 2))))
  )
  return { means, deviations }
}

function standardised(features: Float32Array, { means, deviations }: Scale): Float64Array {
  return Float64Array.from(features, (value, i) =>
    Math.max(-farthest, Math.min(farthest, (value - means[i]!) / deviations[i]!))
  )
}

function classWeights(truths: readonly number[]): number[] {
  const counts = qualityClasses.map((_, place) => truths.filter(truth => truth === place).length)
  return counts.map(count => truths.length / qualityClasses.length / Math.max(1, count))
}

const rounded = (value: number) => Number(value.toPrecision(5))

const drawn = 1 << 16

/**
 * Normal random numbers, drawn once (Box and Muller) and then read from a random position. Drawing
 * new ones each time would cost more than the fit.
 */
class Noise {
  private readonly table = new Float64Array(drawn)
  private readonly random: Random

  constructor(deviation: number, random: Random) {
    this.random = random
    for (let i = 0; i < drawn; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random()))
      const angle = 2 * Math.PI * random()
      this.table[i] = radius * Math.cos(angle)
      this.table[i + 1] = radius * Math.sin(angle)
    }
  }

  /** Writes `values` plus noise to `to`, which has the same length. */
  add(values: Float64Array, to: Float64Array): void {
    const start = Math.floor(this.random() * (drawn - values.length))
    for (let i = 0; i < values.length; i++) to[i] = values[i]! + this.table[start + i]!
  }
}
