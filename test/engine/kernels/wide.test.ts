import { expect, it, onTestFinished, vi } from 'vitest'
import { attend } from '../../../engine/kernels/attention/attend.ts'
import { attentionGradients } from '../../../engine/kernels/attention/attention-gradients.ts'
import { openKernels } from '../../../engine/kernels/open.ts'
import { cellGradients } from '../../../engine/kernels/recurrence/backward.ts'
import { meanState, recordStates } from '../../../engine/kernels/recurrence/recurrence.ts'
import { instantiate } from '../../../engine/kernels/wasm/module.ts'
import { openWide } from '../../../engine/kernels/wide.ts'
import { randomAttention, randomCell, randomFloats } from '../../support/reference/random.ts'

const wide = openWide()
const narrow = instantiate('relaxed')

it('the wide build is not used where it is disabled', () => {
  vi.stubEnv('DUCTAL_KERNELS', 'narrow')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(openWide()).toBeNull()
  expect(openKernels().build).toBe('relaxed')
})

it.skipIf(!wide).each(['gru', 'gru-reset-after', 'lstm'] as const)(
  'the wide kernels compiled by V8 match the narrow ones: %s',
  cell => {
    const [inputs, units, count, steps] = [3, 34, 37, 41]
    const weights = randomCell(cell, inputs, units)
    const attention = randomAttention(units, 9, 7)
    const values = randomFloats(count * steps * inputs, 1, 51)
    const direction = randomFloats(count * steps * units, 1, 52)
    const computed = [wide!, narrow].map(kernels => {
      const sequences = { values, count, steps }
      const { states, tape } = recordStates(kernels, weights, sequences)
      const given = { values: states, count, steps }
      const { attended, weights: shares } = attend(kernels, attention, given, true)
      const { states: back, query, key, score } = attentionGradients(kernels, attention, given, direction)
      const mean = meanState(kernels, weights, attention, sequences)
      return {
        mean,
        states,
        attended,
        shares,
        back,
        query,
        key,
        score,
        ...cellGradients(weights, tape, back)
      }
    })
    const [first, second] = computed as unknown as [
      Record<string, Float32Array>,
      Record<string, Float32Array>
    ]
    for (const [name, values] of Object.entries(first)) {
      const expected = second[name]!
      const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
      expect(worst / scale, name).toBeLessThan(2e-6)
      expect(values.every(Number.isFinite), name).toBe(true)
    }
  }
)
