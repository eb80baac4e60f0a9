import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { hasKernel, meanOfStates } from '../kernels/operations.ts'
import { LocalAttention } from './attention.ts'
import { FusedGRU, FusedLSTM } from './recurrent.ts'
import { Tokens } from './tokens.ts'

type Layer = layers.Layer

/** Our recurrent networks, as far as their mean pooling; `head` is what comes after it. */
export interface Chain {
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
  if (!hasKernel('MeanState')) return null
  return images => tf.tidy(() => headOf(chain, meanOf(chain, images), false))
}

/**
 * The same for training, back through all of it at once. Null also where the backend cannot take its gradient.
 * @returns images to what the model gives in training; everything but the images is recorded for gradients
 */
export function streamedTraining(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  const chain = chainOf(model.layers)
  if (!chain || !hasKernel('MeanStateGrad')) return null
  return images => headOf(chain, meanOf(chain, images), true)
}

function meanOf({ tokens, recurrence, attention }: Chain, images: tf.Tensor4D): tf.Tensor2D {
  return meanOfStates(
    { x: tokens.call(images), ...recurrence.tensors() },
    recurrence.cell,
    attention && { tensors: attention.tensors(), window: attention.window },
    false
  )
}

function headOf({ head }: Chain, pooled: tf.Tensor, training: boolean): tf.Tensor {
  return head.reduce((input, layer) => layer.apply(input, { training }) as tf.Tensor, pooled)
}

export function chainOf(all: Layer[]): Chain | null {
  const [tokens, recurrence, ...rest] = all.filter(layer => layer.getClassName() !== 'InputLayer')
  if (!(tokens instanceof Tokens)) return null
  if (!(recurrence instanceof FusedGRU || recurrence instanceof FusedLSTM) || !recurrence.returnSequences)
    return null
  const attention = rest[0] instanceof LocalAttention ? rest[0] : null
  const [pooling, ...head] = attention ? rest.slice(1) : rest
  if (pooling?.getClassName() !== 'GlobalAveragePooling1D') return null
  return { tokens, recurrence, attention, head }
}
