import { gateClasses } from '../../electron/engine/gate/classes.ts'
import { gateFeatures } from '../../electron/engine/gate/features.ts'
import type { GateWeights } from '../../electron/engine/gate/weights.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import type { Sample } from './samples.ts'

export type FittedGate = Omit<GateWeights, 'threshold' | 'slideThreshold'>

/** Small networks that are fitted alike from other weights; their mean flags fewer patches of patients that none has seen. */
const members = 4
/** Hidden units of each. */
const units = 16
const epochs = 3
const batch = 64
const rate = 0.003
const decay = 1e-2
const smoothing = 0.02
/** As in electron/engine/gate/network.ts. */
const farthest = 4

/**
 * Fits the gate's network by Adam with a cosine rate; every class counts as much. It is the mean of several, as one with the hidden
 * units of all. The same seed gives the same.
 */
export function fitGate(samples: readonly Sample[], seed: number): FittedGate {
  const scale = scaleOf(samples)
  const inputs = samples.map(({ features }) => standardised(features, scale))
  const fitted = Array.from({ length: members }, (_, member) => fitMember(samples, inputs, seed, member))
  return { ...scale, ...joined(fitted.map(rowsOf)) }
}

function fitMember(
  samples: readonly Sample[],
  inputs: readonly Float64Array[],
  seed: number,
  member: number
): Float64Array {
  const state = new Adam(first(seed, member))
  const weights = classWeights(samples)
  const steps = Math.ceil(samples.length / batch) * epochs
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled([...samples.keys()], randomOf(seed, 'gate order', member, epoch))
    for (let start = 0; start < order.length; start += batch) {
      const indices = order.slice(start, start + batch)
      state.gradient.fill(0)
      for (const index of indices) {
        const truth = (samples[index] as Sample).class
        follow(state, inputs[index] as Float64Array, truth, (weights[truth] as number) / indices.length)
      }
      state.move(rate * 0.5 * (1 + Math.cos((Math.PI * step++) / steps)))
    }
  }
  return state.values
}

interface Scale {
  means: number[]
  deviations: number[]
}

function scaleOf(samples: readonly Sample[]): Scale {
  const [sums, squares] = [new Float64Array(gateFeatures), new Float64Array(gateFeatures)]
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

function classWeights(samples: readonly Sample[]): number[] {
  const counts = gateClasses.map((_, place) => samples.filter(sample => sample.class === place).length)
  return counts.map(count => samples.length / gateClasses.length / Math.max(1, count))
}

const hiddenSize = units * (gateFeatures + 1)
const size = hiddenSize + gateClasses.length * (units + 1)

function first(seed: number, member: number): Float64Array {
  const random = randomOf(seed, 'gate weights', member)
  const spread = (inputs: number) => Math.sqrt(3 / inputs) * (2 * random() - 1)
  return Float64Array.from({ length: size }, (_, i) => {
    const width = i < hiddenSize ? gateFeatures + 1 : units + 1
    const place = i < hiddenSize ? i % width : (i - hiddenSize) % width
    return place === width - 1 ? 0 : spread(width)
  })
}

/** Adam with decay beside the gradient (Loshchilov and Hutter 2019). */
class Adam {
  readonly values: Float64Array
  readonly gradient = new Float64Array(size)
  private readonly mean = new Float64Array(size)
  private readonly square = new Float64Array(size)
  private steps = 0

  constructor(values: Float64Array) {
    this.values = values
  }

  move(rate: number): void {
    this.steps++
    const [first, second] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps]
    for (let i = 0; i < size; i++) {
      const slope = this.gradient[i]!
      this.mean[i] = 0.9 * this.mean[i]! + 0.1 * slope
      this.square[i] = 0.999 * this.square[i]! + 0.001 * slope * slope
      const step = this.mean[i]! / first / (Math.sqrt(this.square[i]! / second) + 1e-8)
      this.values[i]! -= rate * (step + decay * this.values[i]!)
    }
  }
}

const states = new Float64Array(units)
const outputs = new Float64Array(gateClasses.length)
const slopes = new Float64Array(units)

/** One sample forth and back: adds its gradient. */
function follow({ values, gradient }: Adam, inputs: Float64Array, truth: number, weight: number): void {
  forth(values, inputs)
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
    const row = unit * (gateFeatures + 1)
    gradient[row + gateFeatures]! += slope
    for (let i = 0; i < gateFeatures; i++) gradient[row + i]! += slope * inputs[i]!
  }
}

function forth(values: Float64Array, inputs: Float64Array): void {
  for (let unit = 0; unit < units; unit++) {
    const row = unit * (gateFeatures + 1)
    let sum = values[row + gateFeatures]!
    for (let i = 0; i < gateFeatures; i++) sum += values[row + i]! * inputs[i]!
    states[unit] = Math.tanh(sum)
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

const rounded = (value: number) => Number(value.toPrecision(6))

type Rows = Pick<FittedGate, 'hidden' | 'output'>

function rowsOf(values: Float64Array): Rows {
  const rows = (start: number, count: number, width: number) =>
    Array.from({ length: count }, (_, row) =>
      Array.from(values.subarray(start + row * width, start + (row + 1) * width))
    )
  return {
    hidden: rows(0, units, gateFeatures + 1),
    output: rows(hiddenSize, gateClasses.length, units + 1)
  }
}

/** One network that gives the mean of what several give. */
function joined(networks: readonly Rows[]): Rows {
  const shareOf = (value: number) => rounded(value / networks.length)
  return {
    hidden: networks.flatMap(({ hidden }) => hidden.map(row => row.map(rounded))),
    output: gateClasses.map((_, place) => {
      const rows = networks.map(({ output }) => output[place] as number[])
      const constant = rows.reduce((sum, row) => sum + (row[units] as number), 0)
      return [...rows.flatMap(row => row.slice(0, units).map(shareOf)), shareOf(constant)]
    })
  }
}
