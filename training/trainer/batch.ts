import * as tf from '@tensorflow/tfjs-core'
import { normalise } from '../../engine/network/normalise.ts'
import { type PatchSet, patchBytes, patchEdge, pixelsOf } from '../../evaluation/data/patches.ts'
import { randomOf } from '../../evaluation/random.ts'
import { type Augmentation, augment } from '../data/augment.ts'
import type { Normalisation } from '../data/normalisation.ts'

/**
 * Inputs [n, 50, 50, 3] and labels [n, 2] of one step, or of its patches from `first` on. The
 * caller disposes of the tensors. A patch's augmentation depends on its position in the whole step.
 * @param targets for each patch of the set, the share of its label that belongs to class 1
 */
export function trainingBatch(
  set: Pick<PatchSet, 'pixels'>,
  targets: Float32Array,
  indices: Uint32Array,
  normalisation: Normalisation,
  augmentation: Augmentation,
  keys: (number | string)[],
  first = 0
): { inputs: tf.Tensor4D; labels: tf.Tensor2D } {
  const pixels = new Uint8Array(indices.length * patchBytes)
  const labels = new Float32Array(indices.length * 2)
  indices.forEach((index, i) => {
    const to = pixels.subarray(i * patchBytes, (i + 1) * patchBytes)
    augment(pixelsOf(set, index), to, augmentation, randomOf('augment', ...keys, first + i))
    const positive = targets[index] as number
    labels.set([1 - positive, positive], i * 2)
  })
  return { inputs: inputTensor(pixels, normalisation), labels: tf.tensor2d(labels, [indices.length, 2]) }
}

/** Converts patches to the network's input. */
export function inputTensor(pixels: Uint8Array, normalisation: Normalisation): tf.Tensor4D {
  const count = pixels.length / patchBytes
  return tf.tensor4d(normalise(pixels, normalisation), [count, patchEdge, patchEdge, 3])
}
