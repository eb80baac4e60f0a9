import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'
import { streamedTraining } from '../../../engine/layers/stream.ts'
import { buildCnn } from '../../../engine/models/cnn.ts'
import { buildGruAttention, buildLstm } from '../../../engine/models/recurrent.ts'

await openEngine('cpu')

const tokens = { block: 10 }
const networks = {
  'GRU + attention': () => buildGruAttention({ tokens, units: 6, dropout: 0, seed: 3 }),
  'GRU + attention, reset after': () =>
    buildGruAttention({ tokens, units: 6, dropout: 0, resetAfter: true, seed: 3 }),
  LSTM: () => buildLstm({ tokens, units: 5, dropout: 0, seed: 3 })
}

test.each(Object.entries(networks))(
  'streamed training through %s has the gradients of its layers',
  (_, build) => {
    const model = build()
    const variables = model.trainableWeights.map(weight => weight.read() as tf.Variable)
    const images = tf.randomNormal([5, 50, 50, 3], 0, 1, 'float32', 8) as tf.Tensor4D
    const labels = tf.oneHot(tf.tensor1d([0, 1, 1, 0, 1], 'int32'), 2)
    const lossOf = (output: tf.Tensor) => tf.neg(tf.mean(tf.mul(labels, tf.log(output)))) as tf.Scalar
    const before = tf.memory().numTensors
    const stream = streamedTraining(model)!
    const streamed = tf.variableGrads(() => lossOf(stream(images)), variables)
    const plain = tf.variableGrads(
      () => lossOf(model.apply(images, { training: true }) as tf.Tensor),
      variables
    )
    expect(streamed.value.dataSync()[0]).toBeCloseTo(plain.value.dataSync()[0]!, 6)
    expect(Object.keys(streamed.grads).sort()).toEqual(Object.keys(plain.grads).sort())
    for (const { name } of variables) {
      const expected = plain.grads[name]!.dataSync<'float32'>()
      const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(scale, name).toBeGreaterThan(0)
      const worst = streamed.grads[name]!.dataSync<'float32'>().reduce(
        (most: number, value, i) => Math.max(most, Math.abs(value - expected[i]!)),
        0
      )
      expect(worst / scale, name).toBeLessThan(1e-4)
    }
    tf.dispose([streamed, plain])
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([images, labels])
    model.dispose()
  }
)

test('does not stream a network without a recurrence', () => {
  const model = buildCnn({ seed: 1 })
  expect(streamedTraining(model)).toBeNull()
  model.dispose()
})
