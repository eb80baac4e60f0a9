import { expect, test } from 'vitest'
import { buildGruAttention } from '../../../electron/engine/models/gru-attention.ts'
import { buildLstm } from '../../../electron/engine/models/lstm.ts'
import { openTrainingBackend } from '../../../training/backend.ts'
import { readWeights } from '../../../training/loop/average.ts'
import { trainNetwork } from '../../../training/loop/trainer.ts'
import { slideSplit } from '../../../training/protocols/slides.ts'
import { recipeOf } from '../../../training/systems.ts'
import { madeUp, temporaryFolder } from './folder.ts'

const set = madeUp({ a: { negative: 20, positive: 20 }, b: { negative: 20, positive: 20 } })

const networks = {
  lstm: (seed: number) => buildLstm({ tokens: { block: 10 }, units: 8, seed }),
  'gru-attention': (seed: number) => buildGruAttention({ tokens: { block: 10 }, units: 8, seed })
} as const

test.each(['lstm', 'gru-attention'] as const)('%s learns on WebAssembly, repeatably', async system => {
  expect(await openTrainingBackend('recurrence')).toBe('cpu')
  const losses: number[] = []
  const run = async (seed: number) => {
    const model = networks[system](seed)
    losses.length = 0
    await trainNetwork({
      model,
      set,
      split: slideSplit(set, ['b'], []),
      normalisation: { mean: [190, 150, 180], deviation: [40, 40, 40] },
      recipe: {
        ...recipeOf(system, 'slides'),
        epochs: 4,
        batch: 8,
        patchesPerEpoch: 32,
        rate: 0.02,
        warmupSteps: 1
      },
      seed,
      system,
      protocol: 'slides',
      folder: await temporaryFolder(),
      resume: false,
      onProgress: ({ loss }) => losses.push(loss)
    })
    const weights = (await readWeights(model)).flatMap(values => [...values])
    model.dispose()
    return weights
  }
  const first = await run(3)
  expect(losses[3]).toBeLessThan((losses[0] as number) * 0.8)
  expect(await run(3)).toEqual(first)
  expect(await run(4)).not.toEqual(first)
})
