import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { hasKernel, meanOfStates } from '../kernels/operations.ts'
import { LocalAttention } from './attention.ts'
import { FusedGRU, FusedLSTM } from './recurrent.ts'
import { Tokens } from './tokens.ts'

type Layer = layers.Layer

/** Our recurrent networks up to their mean pooling; `head` is what follows. */
export interface Chain {
  tokens: Tokens
  recurrence: FusedGRU | FusedLSTM
  attention: LocalAttention | null
  head: Layer[]
}

/**
 * Runs a model's inference without any array as long as the sequence except its input: attention
 * and mean pooling follow the recurrence step by step. Returns null if the model is not such a
 * chain or the backend has no kernel for it; use the model's own `predict` then.
 * @returns a function from images [batch, height, width, channels] to the model's output, which the
 *   caller disposes of
 */
export function streamed(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  const chain = chainOf(model.layers)
  if (!chain) return null
  if (!hasKernel('MeanState')) return null
  return images => tf.tidy(() => headOf(chain, meanOf(chain, images), false))
}

/**
 * Same as `streamed` for training, with one backward pass through everything. Also returns null if
 * the backend cannot compute the gradient.
 * @returns a function from images to the model's output in training; everything but the images is
 *   recorded for gradients
 */
export function streamedTraining(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  const chain = chainOf(model.layers)
  if (!chain || !hasKernel('MeanStateGrad')) return null
  return images => headOf(chain, meanOf(chain, images), true)
}

/** @param inputGradient whether something before the images learns */
export function meanOf(
  { tokens, recurrence, attention }: Chain,
  images: tf.Tensor4D,
  inputGradient = false
): tf.Tensor2D {
  return meanOfStates(
    { x: tokens.call(images), ...recurrence.tensors() },
    recurrence.cell,
    attention && { tensors: attention.tensors(), window: attention.window },
    inputGradient
  )
}

export function headOf({ head }: Chain, pooled: tf.Tensor, training: boolean): tf.Tensor {
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
