import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../../engine/kernels/recurrence/cells.ts'
import { allStates, meanState, recordStates } from '../../../../engine/kernels/recurrence/recurrence.ts'
import { instantiate } from '../../../../engine/kernels/wasm/module.ts'
import { referenceStates } from '../../../support/reference/cells.ts'
import { randomCell, randomFloats } from '../../../support/reference/random.ts'

const cells: Cell[] = ['gru', 'gru-reset-after', 'lstm']
const sizes = [
  { inputs: 3, units: 64, count: 1, steps: 50 },
  { inputs: 300, units: 32, count: 9, steps: 4 },
  { inputs: 150, units: 13, count: 8, steps: 5 },
  { inputs: 4, units: 1, count: 3, steps: 30 },
  { inputs: 12, units: 2, count: 17, steps: 1 },
  { inputs: 3, units: 67, count: 2, steps: 7 }
]

describe.each(['wide', 'relaxed', 'plain'] as const)('%s build', build => {
  const kernels = instantiate(build)

  describe.each(cells)('states of %s', cell => {
    it.each(sizes)('match the float64 reference: %o', ({ inputs, units, count, steps }) => {
      const weights = randomCell(cell, inputs, units)
      const values = randomFloats(count * steps * inputs, 1, 41)
      const states = allStates(kernels, weights, { values, count, steps })
      const recorded = recordStates(kernels, weights, { values, count, steps })
      const mean = meanState(kernels, weights, null, { values, count, steps })
      expect(recorded.states).toEqual(states)
      for (let patch = 0; patch < count; patch++) {
        const sequence = values.subarray(patch * steps * inputs, (patch + 1) * steps * inputs)
        const expected = referenceStates(weights, sequence, steps)
        let worst = 0
        expected.forEach((value, i) => {
          worst = Math.max(worst, Math.abs(states[patch * steps * units + i]! - value))
        })
        expect(worst).toBeLessThan(3e-6)
        const last = expected.filter((_, i) => i % units === units - 1).reduce((sum, value) => sum + value, 0)
        expect(mean[(patch + 1) * units - 1]).toBeCloseTo(last / steps, 5)
      }
    })
  })

  it('NaN and huge inputs do not affect other patches', () => {
    const weights = randomCell('gru', 3, 8)
    const clean = randomFloats(9 * 6 * 3, 1, 42)
    const spoilt = clean.slice()
    spoilt.fill(Number.NaN, 2 * 18, 3 * 18)
    spoilt.fill(1e30, 5 * 18, 6 * 18)
    const sequences = { count: 9, steps: 6 }
    const expected = meanState(kernels, weights, null, { ...sequences, values: clean })
    const found = meanState(kernels, weights, null, { ...sequences, values: spoilt })
    for (let i = 0; i < found.length; i++) {
      const patch = Math.floor(i / 8)
      if (patch === 2) expect(found[i]).toBeNaN()
      else if (patch === 5) expect(Math.abs(found[i]!)).toBeLessThanOrEqual(1)
      else expect(found[i]).toBe(expected[i])
    }
  })

  it('uses no more memory for many patches than for one group', () => {
    const own = instantiate(build)
    const weights = randomCell('lstm', 3, 8)
    const run = (count: number) =>
      meanState(own, weights, null, { values: new Float32Array(count * 60), count, steps: 20 })
    run(8)
    const before = own.run.memory.buffer.byteLength
    for (let i = 0; i < 5; i++) run(400)
    expect(own.run.memory.buffer.byteLength).toBe(before)
  })
})
