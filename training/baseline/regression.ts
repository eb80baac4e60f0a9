import { solved } from '../../evaluation/metrics/linear.ts'

/** A logistic regression on standardised features. */
export interface Regression {
  means: Float64Array
  deviations: Float64Array
  /** One weight per feature, then the constant. */
  weights: Float64Array
}

/**
 * Weight of the L2 penalty, as in most libraries: half the sum of squared weights without the
 * constant, added to the sum of the losses.
 */
const penalty = 1
const rounds = 50

/**
 * Fits by Newton's method, which for this loss converges to the only minimum. Each patch counts the
 * same, so that larger classes count more.
 */
export function fitRegression(features: Float64Array[], classes: ArrayLike<number>): Regression {
  const width = (features[0] as Float64Array).length
  const mean = (of: (row: Float64Array) => number) =>
    features.reduce((sum, row) => sum + of(row), 0) / features.length
  const places = Array.from({ length: width }, (_, place) => place)
  const means = Float64Array.from(places, place => mean(row => row[place] as number))
  const deviations = Float64Array.from(
    places,
    place => Math.sqrt(mean(row => ((row[place] as number) - (means[place] as number)) ** 2)) || 1
  )
  const regression = { means, deviations, weights: new Float64Array(width + 1) }
  const rows = features.map(row => standardised(regression, row))
  for (let round = 0; round < rounds; round++) {
    const step = newtonStep(rows, classes, regression.weights)
    regression.weights = regression.weights.map((weight, place) => weight - (step[place] as number))
    if (Math.max(...step.map(Math.abs)) < 1e-9) break
  }
  return regression
}

/** Returns each row's probability of class 1. */
export function predict(regression: Regression, features: Float64Array[]): Float32Array {
  return Float32Array.from(features, row =>
    sigmoid(product(standardised(regression, row), regression.weights))
  )
}

function standardised({ means, deviations }: Regression, row: Float64Array): Float64Array {
  const values = new Float64Array(row.length + 1)
  row.forEach((value, place) => {
    values[place] = (value - (means[place] as number)) / (deviations[place] as number)
  })
  values[row.length] = 1
  return values
}

function newtonStep(rows: Float64Array[], classes: ArrayLike<number>, weights: Float64Array): Float64Array {
  const size = weights.length
  const matrix = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size + 1 }, (_, j) => (i === j && i < size - 1 ? penalty : 0))
  )
  matrix.forEach((line, i) => {
    if (i < size - 1) line[size] = penalty * (weights[i] as number)
  })
  rows.forEach((row, index) => {
    const probability = sigmoid(product(row, weights))
    const slope = probability - (classes[index] === 1 ? 1 : 0)
    const bend = probability * (1 - probability)
    matrix.forEach((line, i) => {
      const value = row[i] as number
      for (let j = 0; j < size; j++) line[j] = (line[j] as number) + bend * value * (row[j] as number)
      line[size] = (line[size] as number) + slope * value
    })
  })
  return solved(matrix)
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] as number), 0)
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
