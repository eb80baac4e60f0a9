import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { cpu } from '../../engine/backends/cpu.ts'
import { attentionCase, exactSlopes, fusedGradients, plainGradients, recurrenceCase } from './gradients.ts'
import { largestDifference, parityNetworks, prepare, worstDifference } from './parity.ts'

beforeAll(async () => {
  await cpu.open({})
})

describe('the cpu engine matches plain operations', () => {
  it.each(parityNetworks)('$name', async network => {
    expect(await worstDifference(await prepare(network))).toBeLessThan(1e-5)
  })

  it.each([
    recurrenceCase('gru', { count: 3, steps: 11, inputs: 4, units: 5 }),
    recurrenceCase('gru-reset-after', { count: 3, steps: 11, inputs: 4, units: 5 }),
    recurrenceCase('lstm', { count: 3, steps: 11, inputs: 4, units: 5 }),
    attentionCase({ count: 2, steps: 9, features: 4, units: 3, window: 6 })
  ])('gradients: $name', async given => {
    const [ours, plain] = [await fusedGradients(given), await plainGradients(given)]
    expect(largestDifference(ours.output, plain.output)).toBeLessThan(2e-6)
    exactSlopes(given).forEach((slopes, part) => {
      expect(largestDifference(ours.parts[part]!, plain.parts[part]!)).toBeLessThan(2e-5)
      for (const [place, slope] of slopes)
        expect(
          Math.abs(ours.parts[part]![place]! - slope),
          `${given.parts[part]!.name}[${place}]`
        ).toBeLessThan(2e-4 * Math.max(1, Math.abs(slope)))
    })
  })
})
