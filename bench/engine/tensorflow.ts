import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { Operations } from '../../engine/kernels/tensorflow/binding.ts'
import { blockGru } from '../../engine/kernels/tensorflow/gru.ts'
import { blockLstm } from '../../engine/kernels/tensorflow/lstm.ts'
import { plainAttention } from '../../engine/layers/plain.ts'
import { type Chain, chainOf } from '../../engine/layers/stream.ts'
import { type Contender, compute } from './contender.ts'

/**
 * Runs a model in TensorFlow's own operations on its native backend, which must be current:
 * convolutions as they are, LSTM and GRU with its fused cells, attention operation by operation.
 */
export function tensorflowAlone(model: LayersModel): Contender {
  const chain = chainOf(model.layers)
  const [, ...image] = model.inputs[0]!.shape as [number, number, number, number]
  const infer = (images: tf.Tensor4D) =>
    chain ? alone(chain, images) : (model.predictOnBatch(images) as tf.Tensor)
  return {
    clock: 'processor',
    batches: chain ? [8, 32, 64] : [1, 8, 32, 64],
    async prepare(values, batch) {
      return async () => {
        await tf.setBackend('tensorflow')
        return compute(values, [batch, ...image], infer)
      }
    },
    dispose: () => model.dispose()
  }
}

function alone({ tokens, recurrence, attention, head }: Chain, images: tf.Tensor4D): tf.Tensor {
  return tf.tidy(() => {
    const states = statesOf(recurrence, tokens.call(images))
    const attended = attention
      ? plainAttention({ x: states, ...attention.tensors() }, attention.window)
      : states
    return head.reduce((input, layer) => layer.apply(input) as tf.Tensor, tf.mean(attended, 1))
  })
}

function statesOf(recurrence: Chain['recurrence'], x: tf.Tensor): tf.Tensor {
  const [count, steps, inputs] = x.shape as [number, number, number]
  const operations = new Operations(tf.backend())
  const { kernel, recurrentKernel, bias } = recurrence.tensors()
  const handles = operations.handles(x, kernel, recurrentKernel, bias)
  const [given, ofInput, ofState, biases] = handles as [number, number, number, number]
  const cell = recurrence.cell === 'lstm' ? blockLstm : blockGru
  const size = { count, steps, inputs, units: recurrence.units }
  const run = cell.forward(
    operations,
    { x: given, kernel: ofInput, recurrentKernel: ofState, bias: biases },
    size,
    false
  )
  const states = operations.tensor(run.states)
  operations.free()
  return states
}
