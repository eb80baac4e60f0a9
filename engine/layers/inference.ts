import type * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { convolved } from './convolutions.ts'
import { streamed } from './stream.ts'
import { tokenised } from './tokenised.ts'

/** A way to run a model. */
export interface Inference {
  /** Maps images [batch, height, width, channels] to the output, which the caller disposes of. */
  run(images: tf.Tensor4D): tf.Tensor
  /** Whether only a patch's input is kept in memory along the way; batches may then be larger. */
  streams: boolean
  /** Whether it has its own copy of the weights, so that it outlives the model. */
  standsAlone: boolean
}

/** Returns the fastest way to run a model on the current backend. */
export function inferenceOf(model: LayersModel): Inference {
  const stream = streamed(model)
  if (stream) return { run: stream, streams: true, standsAlone: false }
  const tokens = tokenised(model)
  if (tokens) return { run: tokens, streams: true, standsAlone: false }
  const convolution = convolved(model)
  if (convolution) return { run: convolution, streams: true, standsAlone: true }
  return { run: images => model.predictOnBatch(images) as tf.Tensor, streams: false, standsAlone: false }
}
