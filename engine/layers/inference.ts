import type * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { convolved } from './convolutions.ts'
import { streamed } from './stream.ts'

/** A way through a model. */
export interface Inference {
  /** Images [batch, height, width, channels] to what the model gives; the caller disposes of it. */
  run(images: tf.Tensor4D): tf.Tensor
  /** Whether it keeps nothing of a patch but its input on the way: batches may then be larger. */
  streams: boolean
  /** Whether it has the weights in a form of its own, so that it outlives the model. */
  standsAlone: boolean
}

/** The quickest way through a model on the current backend. */
export function inferenceOf(model: LayersModel): Inference {
  const stream = streamed(model)
  if (stream) return { run: stream, streams: true, standsAlone: false }
  const convolution = convolved(model)
  if (convolution) return { run: convolution, streams: true, standsAlone: true }
  return { run: images => model.predictOnBatch(images) as tf.Tensor, streams: false, standsAlone: false }
}
