import { describe, expect, it } from 'vitest'
import { attend } from '../../../../engine/kernels/attention/attend.ts'
import type { AttentionWeights } from '../../../../engine/kernels/attention/attention.ts'
import { attentionGradients } from '../../../../engine/kernels/attention/attention-gradients.ts'
import { allStates, meanState } from '../../../../engine/kernels/recurrence/recurrence.ts'
import { instantiate } from '../../../../engine/kernels/wasm/module.ts'
import { referenceAttention } from '../../../support/reference/attention.ts'
import { randomAttention, randomCell, randomFloats } from '../../../support/reference/random.ts'

const all = (['plain', 'wide'] as const).map(build => ({ build, kernels: instantiate(build) }))

const sizes = [
  { inputs: 8, units: 4, window: 15, count: 3, steps: 40, scale: 1 },
  { inputs: 7, units: 5, window: 4, count: 9, steps: 21, scale: 1 },
  { inputs: 1, units: 1, window: 1, count: 1, steps: 3, scale: 1 },
  { inputs: 6, units: 4, window: 15, count: 2, steps: 5, scale: 1 },
  // Queries and keys so large that the fast path would overflow.
  { inputs: 12, units: 6, window: 7, count: 8, steps: 20, scale: 12 }
]

describe.each(sizes)(
  'local attention, $inputs features, $units units, window $window, $steps steps, scale $scale',
  size => {
    const { inputs, units, window, count, steps, scale } = size
    const weights = randomAttention(inputs, units, window, scale)
    const values = randomFloats(count * steps * inputs, 1, 21)
    const sequence = (patch: number) => values.subarray(patch * steps * inputs, (patch + 1) * steps * inputs)

    it.each(all)('matches equations 1 to 4, $build build', ({ kernels }) => {
      const result = attend(kernels, weights, { values, count, steps }, true)
      for (let patch = 0; patch < count; patch++) {
        const expected = referenceAttention(weights, sequence(patch), steps)
        expected.attended.forEach((value, i) => {
          expect(Math.abs(result.attended[patch * steps * inputs + i]! - value)).toBeLessThan(3e-6)
        })
        expected.weights.forEach((value, i) => {
          const weight = result.weights[patch * steps * window + i]!
          if (Number.isNaN(value)) expect(weight).toBe(0)
          else expect(Math.abs(weight - value)).toBeLessThan(3e-6)
        })
      }
    })

    it.each(all)('has gradients that match finite differences, $build build', ({ kernels }) => {
      const direction = randomFloats(values.length, 1, 22)
      const gradients = attentionGradients(kernels, weights, { values, count, steps }, direction)
      const lossOf = (changed: Parameters<typeof referenceAttention>[0], states: ArrayLike<number>) => {
        let sum = 0
        for (let patch = 0; patch < count; patch++) {
          const start = patch * steps * inputs
          const part = Array.prototype.slice.call(states, start, start + steps * inputs)
          referenceAttention(changed, part, steps).attended.forEach((value, i) => {
            sum += value * direction[start + i]!
          })
        }
        return sum
      }
      const names = ['query', 'key', 'bias', 'score', 'scoreBias'] as const
      for (const name of names) {
        expectSlopes(name, weights[name], gradients[name], moved =>
          lossOf({ ...weights, [name]: moved }, values)
        )
      }
      expectSlopes('states', values, gradients.states, moved => lossOf(weights, moved))
    })
  }
)

function expectSlopes(
  name: keyof AttentionWeights | 'states',
  values: Float32Array,
  gradient: Float32Array,
  lossOf: (moved: Float64Array) => number
): void {
  expect(gradient.length).toBe(values.length)
  for (let i = 0; i < values.length; i += Math.ceil(values.length / 8)) {
    const at = (value: number) => lossOf(Float64Array.from(values, (old, k) => (k === i ? value : old)))
    const slope = (at(values[i]! + 1e-5) - at(values[i]! - 1e-5)) / 2e-5
    const error = Math.abs(gradient[i]! - slope)
    expect(error, `${name}[${i}] of ${slope}`).toBeLessThan(3e-4 * Math.max(1, Math.abs(slope)))
  }
}

describe.each(all)('attention streamed behind the recurrence, $build build', ({ kernels }) => {
  it.each([
    { units: 8, window: 15, steps: 40 },
    { units: 5, window: 4, steps: 3 },
    { units: 3, window: 1, steps: 9 },
    { units: 6, window: 2, steps: 1 }
  ])('returns the mean of all attended states: %o', ({ units, window, steps }) => {
    const count = 11
    const inputs = 3
    const cell = randomCell('gru', inputs, units)
    const weights = randomAttention(units, 3, window)
    const sequences = { values: randomFloats(count * steps * inputs, 1, 31), count, steps }
    const states = allStates(kernels, cell, sequences)
    const { attended } = attend(kernels, weights, { values: states, count, steps })
    const mean = meanState(kernels, cell, weights, sequences)
    for (let patch = 0; patch < count; patch++)
      for (let unit = 0; unit < units; unit++) {
        let sum = 0
        for (let step = 0; step < steps; step++) sum += attended[(patch * steps + step) * units + unit]!
        expect(mean[patch * units + unit]).toBeCloseTo(sum / steps, 5)
      }
  })
})
