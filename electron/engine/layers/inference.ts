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
}

/** The quickest way through a model on the current backend. */
export function inferenceOf(model: LayersModel): Inference {
  const own = streamed(model) ?? convolved(model)
  if (own) return { run: own, streams: true }
  return { run: images => model.predictOnBatch(images) as tf.Tensor, streams: false }
}
