import { describe, expect, it } from 'vitest'
import type { AttentionWeights } from '../../../../engine/kernels/attention/attention.ts'
import { meanGradients } from '../../../../engine/kernels/mean/mean-gradients.ts'
import type { Cell, CellWeights } from '../../../../engine/kernels/recurrence/cells.ts'
import { meanState, recordMean } from '../../../../engine/kernels/recurrence/recurrence.ts'
import { instantiate } from '../../../../engine/kernels/wasm/module.ts'
import { referenceAttention } from '../../../support/reference/attention.ts'
import { referenceStates } from '../../../support/reference/cells.ts'
import { randomAttention, randomCell, randomFloats } from '../../../support/reference/random.ts'

const builds = (['plain', 'wide'] as const).map(build => ({ build, kernels: instantiate(build) }))
const cells: Cell[] = ['gru', 'gru-reset-after', 'lstm']
const sizes = [
  { inputs: 3, units: 8, attention: null, count: 3, steps: 19, scale: 1 },
  { inputs: 2, units: 5, attention: { units: 6, window: 5 }, count: 9, steps: 33, scale: 1 },
  { inputs: 3, units: 7, attention: { units: 3, window: 4 }, count: 18, steps: 17, scale: 1 },
  { inputs: 1, units: 1, attention: { units: 1, window: 1 }, count: 1, steps: 4, scale: 1 },
  { inputs: 2, units: 4, attention: { units: 4, window: 15 }, count: 2, steps: 6, scale: 1 },
  // Queries and keys so large that shared divisions would overflow.
  { inputs: 2, units: 12, attention: { units: 6, window: 7 }, count: 3, steps: 20, scale: 12 }
]

describe.each(builds)('the mean of all states and its gradients, $build build', ({ kernels }) => {
  describe.each(cells)('%s', cell => {
    it.each(sizes)('match finite differences: %o', size => {
      const { inputs, units, count, steps, scale } = size
      const weights = randomCell(cell, inputs, units)
      const attention =
        size.attention && randomAttention(units, size.attention.units, size.attention.window, scale)
      const values = randomFloats(count * steps * inputs, 1, 61)
      const direction = randomFloats(count * units, 1, 62)
      const sequences = { values, count, steps }
      const { means, tape } = recordMean(kernels, weights, attention, sequences)
      expect(means).toEqual(meanState(kernels, weights, attention, sequences))
      const gradients = meanGradients(weights, attention, tape, direction, true)

      const lossOf = (changed: CellWeights, attends: AttentionWeights | null, given: ArrayLike<number>) =>
        meanLoss(changed, attends, given, direction, { inputs, units, count, steps })
      const check = (
        name: string,
        start: Float32Array,
        gradient: Float32Array,
        loss: (moved: Float32Array) => number
      ) => {
        expect(gradient.length, name).toBe(start.length)
        for (let i = 0; i < start.length; i += Math.ceil(start.length / 6)) {
          const at = (change: number) => {
            const moved = Float64Array.from(start) as unknown as Float32Array
            moved[i] = start[i]! + change
            return loss(moved)
          }
          const slope = (at(1e-5) - at(-1e-5)) / 2e-5
          const error = Math.abs(gradient[i]! - slope)
          expect(error, `${name}[${i}] of ${slope}`).toBeLessThan(3e-6 + 2e-3 * Math.abs(slope))
        }
      }
      check('values', values, gradients.inputs!, moved => lossOf(weights, attention, moved))
      for (const name of ['kernel', 'recurrentKernel', 'bias'] as const)
        check(name, weights[name], gradients[name], moved =>
          lossOf({ ...weights, [name]: moved }, attention, values)
        )
      if (!attention) return expect(gradients.attention).toBeNull()
      for (const name of ['query', 'key', 'bias', 'score', 'scoreBias'] as const)
        check(`attention ${name}`, attention[name], gradients.attention![name], moved =>
          lossOf(weights, { ...attention, [name]: moved }, values)
        )
    })
  })
})

/** The loss Σ direction · mean, whose gradient with respect to the mean is `direction`. */
function meanLoss(
  weights: CellWeights,
  attention: AttentionWeights | null,
  values: ArrayLike<number>,
  direction: Float32Array,
  { inputs, units, count, steps }: { inputs: number; units: number; count: number; steps: number }
): number {
  let sum = 0
  for (let patch = 0; patch < count; patch++) {
    const part = Array.prototype.slice.call(values, patch * steps * inputs, (patch + 1) * steps * inputs)
    const states = referenceStates(weights, part, steps)
    const given = attention ? referenceAttention(attention, states, steps).attended : states
    given.forEach((value, i) => {
      sum += (value * direction[patch * units + (i % units)]!) / steps
    })
  }
  return sum
}

it.each(cells)(
  '%s: skips the input gradients when they are not requested and leaves the others unchanged',
  cell => {
    const [count, steps] = [5, 9]
    const sequences = { values: randomFloats(count * steps * 3, 1, 61), count, steps }
    const [weights, attention] = [randomCell(cell, 3, 5), randomAttention(5, 4, 3, 1)]
    const [all, fewer] = [true, false].map(wantsInputs => {
      const { tape } = recordMean(builds[0]!.kernels, weights, attention, sequences)
      return meanGradients(weights, attention, tape, randomFloats(count * 5, 1, 62), wantsInputs)
    })
    expect(fewer).toEqual({ ...all, inputs: null })
    expect(all!.inputs).toHaveLength(count * steps * 3)
  }
)
