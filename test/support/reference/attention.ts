import type { AttentionWeights } from '../../../engine/kernels/attention/attention.ts'

type Weights = {
  [K in keyof AttentionWeights]: AttentionWeights[K] extends number ? number : ArrayLike<number>
}

/** Results of equations 1–4 of the paper for one sequence, in float64. */
export interface Attended {
  /** [steps][window]; NaN where the window extends beyond the sequence */
  weights: Float64Array
  /** [steps][inputs] */
  attended: Float64Array
}

export function referenceAttention(weights: Weights, states: ArrayLike<number>, steps: number): Attended {
  const { inputs, window } = weights
  const result = {
    weights: new Float64Array(steps * window).fill(Number.NaN),
    attended: new Float64Array(steps * inputs)
  }
  const queries = project(weights.query, weights, states, steps)
  const keys = project(weights.key, weights, states, steps)
  for (let query = 0; query < steps; query++) {
    const start = query - Math.floor(window / 2)
    const seen = Array.from({ length: window }, (_, i) => start + i).filter(step => step >= 0 && step < steps)
    const powers = seen.map(key => Math.exp(scoreOf(weights, queries[query]!, keys[key]!)))
    const total = powers.reduce((sum, power) => sum + power, 0)
    seen.forEach((key, i) => {
      const weight = powers[i]! / total
      result.weights[query * window + key - start] = weight
      for (let unit = 0; unit < inputs; unit++)
        result.attended[query * inputs + unit]! += weight * states[key * inputs + unit]!
    })
  }
  return result
}

function project(
  matrix: ArrayLike<number>,
  { inputs, units }: Weights,
  states: ArrayLike<number>,
  steps: number
): number[][] {
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: units }, (_, unit) => {
      let sum = 0
      for (let k = 0; k < inputs; k++) sum += states[step * inputs + k]! * matrix[k * units + unit]!
      return sum
    })
  )
}

function scoreOf(weights: Weights, query: number[], key: number[]): number {
  let sum = weights.scoreBias[0]!
  for (let unit = 0; unit < weights.units; unit++)
    sum += weights.score[unit]! * Math.tanh(query[unit]! + key[unit]! + weights.bias[unit]!)
  return 1 / (1 + Math.exp(-sum))
}
