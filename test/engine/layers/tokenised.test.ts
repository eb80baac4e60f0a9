import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { inferenceOf } from '../../../engine/layers/inference.ts'
import { tokenised } from '../../../engine/layers/tokenised.ts'
import { buildCnn } from '../../../engine/models/cnn.ts'
import { buildConvGruAttention } from '../../../engine/models/conv-gru-attention.ts'
import { buildGruAttention } from '../../../engine/models/recurrent.ts'
import { scatterWeights } from '../../../engine/selftest/numbers.ts'
import { randomFloats } from '../../support/reference/random.ts'

beforeAll(() => openEngine('cpu'))

test('convolutional tokens give on our kernels what plain layers give', async () => {
  const model = buildConvGruAttention()
  scatterWeights(model)
  const images = tf.tensor4d(randomFloats(19 * 7500, 1, 3), [19, 50, 50, 3])
  const found = inferenceOf(model).run(images)
  const plain = model.predictOnBatch(images) as tf.Tensor
  const [a, b] = [await found.data(), await plain.data()]
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-5)
  model.dispose()
})

test('only a network with convolutions before its tokens is run this way', () => {
  for (const model of [buildCnn(), buildGruAttention({ tokens: 'row' })]) {
    expect(tokenised(model)).toBeNull()
    model.dispose()
  }
})
