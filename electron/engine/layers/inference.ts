import type * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { streamed } from './stream.ts'

/**
 * The quickest way through a model on the current backend.
 * @returns images [batch, height, width, channels] to what the model gives; the caller disposes of it
 */
export function inferenceOf(model: LayersModel): (images: tf.Tensor4D) => tf.Tensor {
  return streamed(model) ?? (images => model.predictOnBatch(images) as tf.Tensor)
}

/** Whether it keeps nothing of a patch but its input on the way: batches may then be larger. */
export const isStreamed = (model: LayersModel): boolean => streamed(model) !== null
