import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { openKernels } from '../kernels/open.ts'
import { hasKernel, meanOfStates } from '../kernels/operations.ts'
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
 * recurrence step by step. Null where the model is no such chain, or the backend has no kernel for it; then the model's
 * own `predict` is right.
 * @returns images [batch, height, width, channels] to what the model gives; the caller disposes of it
 */
export function streamed(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  const chain = chainOf(model.layers)
  if (!chain) return null
  const mean = hasKernel('MeanState') ? meanOnDevice : isInProcess(tf.getBackend()) ? meanInProcess : null
  if (!mean) return null
  return images =>
    tf.tidy(() => {
      const pooled: tf.Tensor = mean(chain, chain.tokens.call(images))
      return chain.head.reduce((input, layer) => layer.apply(input) as tf.Tensor, pooled)
    })
}

/** Where a backend's numbers lie in this process. */
function meanInProcess({ recurrence, attention }: Chain, sequences: tf.Tensor): tf.Tensor2D {
  const [count, steps] = sequences.shape as [number, number]
  const values = sequences.dataSync<'float32'>()
  const weights = attention?.numbers() ?? null
  const means = meanState(openKernels(), recurrence.numbers(), weights, { values, count, steps })
  return tf.tensor2d(means, [count, recurrence.units])
}

/** Where they do not. */
function meanOnDevice({ recurrence, attention }: Chain, sequences: tf.Tensor): tf.Tensor2D {
  return meanOfStates(
    { x: sequences, ...recurrence.tensors() },
    recurrence.cell,
    attention && { tensors: attention.tensors(), window: attention.window }
  )
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
