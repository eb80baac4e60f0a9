import { describe, expect, it } from 'vitest'
import { cellGradients } from '../../../../engine/kernels/recurrence/backward.ts'
import type { Cell, CellWeights } from '../../../../engine/kernels/recurrence/cells.ts'
import { recordStates } from '../../../../engine/kernels/recurrence/recurrence.ts'
import { instantiate } from '../../../../engine/kernels/wasm/module.ts'
import { referenceStates } from '../../../support/reference/cells.ts'
import { randomCell, randomFloats } from '../../../support/reference/random.ts'

const cells: Cell[] = ['gru', 'gru-reset-after', 'lstm']
const sizes = [
  { inputs: 3, units: 8, count: 3, steps: 19 },
  { inputs: 5, units: 7, count: 9, steps: 33 },
  { inputs: 1, units: 1, count: 1, steps: 4 },
  { inputs: 14, units: 2, count: 8, steps: 16 }
]

const builds = ['plain', 'wide'] as const

describe.each(cells.flatMap(cell => builds.map(build => ({ cell, build }))))(
  'gradients of $cell, $build build',
  ({ cell, build }) => {
    it.each(sizes)('match finite differences: %o', ({ inputs, units, count, steps }) => {
      const weights = randomCell(cell, inputs, units)
      const values = randomFloats(count * steps * inputs, 1, 11)
      const direction = randomFloats(count * steps * units, 1, 12)
      const kernels = instantiate(build)
      const { tape } = recordStates(kernels, weights, { values, count, steps })
      const gradients = cellGradients(weights, tape, direction)
      const parts: [keyof CellWeights | 'values', Float32Array][] = [
        ['values', gradients.inputs],
        ['kernel', gradients.kernel],
        ['recurrentKernel', gradients.recurrentKernel],
        ['bias', gradients.bias]
      ]
      for (const [name, gradient] of parts) {
        const start = Float64Array.from(name === 'values' ? values : (weights[name] as Float32Array))
        expect(gradient.length).toBe(start.length)
        for (let i = 0; i < start.length; i += Math.ceil(start.length / 12)) {
          const loss = (value: number) => {
            const moved = start.slice()
            moved[i] = value
            const changed = name === 'values' ? weights : { ...weights, [name]: moved }
            return weighted(changed, name === 'values' ? moved : values, direction, { inputs, count, steps })
          }
          const slope = (loss(start[i]! + 1e-4) - loss(start[i]! - 1e-4)) / 2e-4
          expect(Math.abs(gradient[i]! - slope), `${name}[${i}] of ${slope}`).toBeLessThan(
            2e-4 * Math.max(1, Math.abs(slope))
          )
        }
      }
    })
  }
)

/** The loss Σ direction · states, whose gradient with respect to the states is `direction`. */
function weighted(
  weights: Parameters<typeof referenceStates>[0],
  values: ArrayLike<number>,
  direction: Float32Array,
  { inputs, count, steps }: { inputs: number; count: number; steps: number }
): number {
  let sum = 0
  for (let patch = 0; patch < count; patch++) {
    const sequence = Array.prototype.slice.call(values, patch * steps * inputs, (patch + 1) * steps * inputs)
    const states = referenceStates(weights, sequence, steps)
    states.forEach((value, i) => {
      sum += value * direction[patch * states.length + i]!
    })
  }
  return sum
}
