import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import * as layers from '@tensorflow/tfjs-layers'
import { hasKernel } from '../kernels/operations.ts'
import { convolved } from './convolutions.ts'
import { type Chain, chainOf, headOf, meanOf } from './stream.ts'
import { Tokens } from './tokens.ts'

/**
 * A network whose tokens are made by convolutions: those, and the chain that reads what they give.
 */
export interface Tokenised {
  convolutions: LayersModel
  chain: Chain
}

/** Returns null without convolutions before the tokens, or without such a chain after them. */
export function tokenisedOf(model: LayersModel): Tokenised | null {
  const place = model.layers.findIndex(layer => layer instanceof Tokens)
  const before = model.layers.slice(0, Math.max(0, place))
  if (before.every(layer => layer.getClassName() === 'InputLayer')) return null
  const chain = chainOf(model.layers.slice(place))
  if (!chain) return null
  const outputs = chain.tokens.input as SymbolicTensor
  return { convolutions: layers.model({ inputs: model.inputs, outputs }), chain }
}

/**
 * Inference of such a network: the convolutions in WebAssembly with weights as they are now, then
 * the recurrence as in stream.ts. Null for other models and on other backends.
 */
export function tokenised(model: LayersModel): ((images: tf.Tensor4D) => tf.Tensor) | null {
  const parts = tokenisedOf(model)
  if (!parts || !hasKernel('MeanState')) return null
  const convolve = convolved(parts.convolutions)
  if (!convolve) return null
  return images =>
    tf.tidy(() => headOf(parts.chain, meanOf(parts.chain, convolve(images) as tf.Tensor4D), false))
}
