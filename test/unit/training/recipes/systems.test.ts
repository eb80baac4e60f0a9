import type { LayersModel } from '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import { buildCnn } from '../../../../engine/models/cnn.ts'
import { buildConvGruAttention } from '../../../../engine/models/conv-gru-attention.ts'
import { buildGruAttention, buildLstm, buildLstmAttention } from '../../../../engine/models/recurrent.ts'
import { buildResNet, type ResNetDepth } from '../../../../engine/models/resnet.ts'
import { slideSplit } from '../../../../training/data/slides.ts'
import type { Recipe } from '../../../../training/recipes/recipe.ts'
import { recipeOf, type SystemName, systemNames, systems } from '../../../../training/recipes/systems.ts'
import { openTrainingBackend } from '../../../../training/trainer/backend.ts'
import { trainNetwork } from '../../../../training/trainer/trainer.ts'
import { readWeights } from '../../../../training/trainer/weights.ts'
import { madeUp, temporaryFolder } from '../folder.ts'

const set = madeUp({ a: { negative: 20, positive: 20 }, b: { negative: 20, positive: 20 } })

/** All layers of each architecture, with the fewest units and filters that still learn. */
const small = { tokens: { block: 10 }, units: 8 } as const
const resNet = (depth: ResNetDepth) => (seed: number) => buildResNet({ depth, width: 2, seed })
const networks: Record<SystemName, (seed: number) => LayersModel> = {
  cnn: seed => buildCnn({ filters: [3, 4], units: 8, seed }),
  'resnet-18': resNet(18),
  'resnet-34': resNet(34),
  'resnet-50': resNet(50),
  lstm: seed => buildLstm({ ...small, seed }),
  'lstm-attention': seed => buildLstmAttention({ ...small, seed }),
  'gru-attention': seed => buildGruAttention({ ...small, seed }),
  'conv-gru-attention': seed => buildConvGruAttention({ filters: [4, 4, 6], strides: [2, 2], units: 8, seed })
}

const fewSteps = (system: SystemName): Recipe => ({
  ...recipeOf(system, 'slides'),
  ...{ batch: 8, warmupSteps: 1 },
  ...(systems[system].needs === 'recurrence'
    ? { epochs: 4, patchesPerEpoch: 32, rate: 0.02 }
    : { epochs: 2, patchesPerEpoch: 16, rate: 0.02 })
})

/** Weights after a short training on patient a, and the loss of each epoch. */
async function shortTraining(system: SystemName, seed: number) {
  const model = networks[system](seed)
  const losses: number[] = []
  try {
    await trainNetwork({
      ...{ model, set, seed, system, protocol: 'slides', resume: false },
      split: slideSplit(set, ['b'], []),
      normalisation: { mean: [190, 150, 180], deviation: [40, 40, 40] },
      recipe: fewSteps(system),
      folder: await temporaryFolder(),
      onProgress: ({ loss }) => losses.push(loss)
    })
    return { weights: await readWeights(model), losses }
  } finally {
    model.dispose()
  }
}

test.each(systemNames)(
  '%s: the loss falls; the same seed gives the same weights, another seed others',
  async system => {
    await openTrainingBackend(systems[system].needs)
    const first = await shortTraining(system, 3)
    expect(first.losses.at(-1)).toBeLessThan(first.losses[0]! * 0.8)
    expect((await shortTraining(system, 3)).weights).toEqual(first.weights)
    expect((await shortTraining(system, 4)).weights).not.toEqual(first.weights)
  }
)
