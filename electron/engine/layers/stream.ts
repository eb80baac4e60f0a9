import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { openKernels } from '../kernels/module.ts'
import { meanState } from '../kernels/recurrence.ts'
import { isInProcess } from '../kernels/register.ts'
import { LocalAttention } from './attention.ts'
import { FusedGRU, FusedLSTM } from './recurrent.ts'
import { Tokens } from './tokens.ts'

type Layer = layers.Layer

/** Our recurrent networks, as far as their mean pooling; `head` is what comes after it. */
interface Chain {
  tokens: Tokens
  recurrence: FusedGRU | FusedLSTM
  attention: LocalAttention | null
  head: Layer[]
}

/**
 * A model's inference without any array as long as the sequence but its input: attention and mean pooling follow the
 * recurrence step by step. Null where the model is no such chain, or the backend's numbers are not in this process; then
 * the model's own `predict` is right.
 * @returns images [batch, height, width, channels] to what the model gives; the caller disposes of it
 */
export function streamed(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  const chain = chainOf(model.layers)
  if (!chain || !isInProcess(tf.getBackend())) return null
  return images =>
    tf.tidy(() => {
      const sequences = chain.tokens.call(images)
      const [count, steps] = sequences.shape as [number, number]
      const values = sequences.dataSync<'float32'>()
      const attention = chain.attention?.numbers() ?? null
      const means = meanState(openKernels(), chain.recurrence.numbers(), attention, { values, count, steps })
      const pooled: tf.Tensor = tf.tensor2d(means, [count, chain.recurrence.units])
      return chain.head.reduce((input, layer) => layer.apply(input) as tf.Tensor, pooled)
    })
}

function chainOf(all: Layer[]): Chain | null {
  const [tokens, recurrence, ...rest] = all.filter(layer => layer.getClassName() !== 'InputLayer')
  if (!(tokens instanceof Tokens)) return null
  if (!(recurrence instanceof FusedGRU || recurrence instanceof FusedLSTM) || !recurrence.returnSequences)
    return null
  const attention = rest[0] instanceof LocalAttention ? rest[0] : null
  const [pooling, ...head] = attention ? rest.slice(1) : rest
  if (pooling?.getClassName() !== 'GlobalAveragePooling1D') return null
  return { tokens, recurrence, attention, head }
}
