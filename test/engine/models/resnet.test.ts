import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { buildResNet } from '../../../engine/models/resnet.ts'
import { noise, writeModelFolder } from '../tiny.ts'

const engine = await openEngine('cpu')

/**
 * Commonly published parameter counts of the originals for 1,000 classes, and the input size of
 * their last layer.
 */
const published = {
  18: { parameters: 11_689_512, features: 512 },
  34: { parameters: 21_797_672, features: 512 },
  50: { parameters: 25_557_032, features: 2048 }
} as const

/** The count with a 3×3 instead of a 7×7 stem and with two classes. */
function expectedOf(depth: keyof typeof published): number {
  const { parameters, features } = published[depth]
  const stem = (kernel: number) => kernel * kernel * 3 * 64
  const last = (classes: number) => (features + 1) * classes
  return parameters - stem(7) + stem(3) - last(1000) + last(2)
}

test.each([18, 34, 50] as const)('ResNet-%i has the layers and weights of the paper', depth => {
  const model = buildResNet({ depth })
  const trainable = model.trainableWeights.reduce((sum, weight) => sum + size(weight.shape), 0)
  expect(trainable).toBe(expectedOf(depth))
  const convolutions = model.layers.filter(
    layer => layer.getClassName() === 'Conv2D' && !layer.name.includes('shortcut')
  )
  expect(convolutions.length + 1).toBe(depth)
  expect(model.outputs[0]?.shape).toEqual([null, 2])
  model.dispose()
})

test('a saved ResNet-18 loads and predicts as before', async () => {
  const model = buildResNet({ depth: 18, seed: 3 })
  const folder = await writeModelFolder(model, spec => ({ ...spec, architecture: 'resnet-18' }))
  const network = await engine.load(folder)
  const found = await network.predict(noise(2), 2)
  // Loading folds the normalisations into the convolutions, which changes the rounding.
  scores(model).forEach((score, i) => {
    expect(found[i]).toBeCloseTo(score, 5)
  })
  network.dispose()
  model.dispose()
})

function scores(model: LayersModel): number[] {
  return tf.tidy(() => {
    const levels = Float32Array.from(noise(2), level => (level - 128) / 64)
    const output = model.predictOnBatch(tf.tensor4d(levels, [2, 50, 50, 3])) as tf.Tensor
    return [...output.dataSync()].filter((_, i) => i % 2 === 1)
  })
}

const size = (shape: readonly (number | null)[]) =>
  shape.reduce<number>((product, edge) => product * (edge ?? 1), 1)
