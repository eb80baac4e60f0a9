import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { inferenceOf } from '../../engine/layers/inference.ts'
import { type PatchSet, patchBytes, pixelsOf } from '../../evaluation/data/patches.ts'
import type { Normalisation } from '../data/normalisation.ts'
import { inputTensor } from './batch.ts'

const batch = 128

/** Probability of class 1 for each patch at `indices`. */
export async function scorePatches(
  model: LayersModel,
  set: PatchSet,
  indices: Uint32Array,
  normalisation: Normalisation
): Promise<Float32Array> {
  const scores = new Float32Array(indices.length)
  const { run } = inferenceOf(model)
  for (let start = 0; start < indices.length; start += batch) {
    const part = indices.subarray(start, start + batch)
    const pixels = new Uint8Array(part.length * patchBytes)
    part.forEach((index, i) => {
      pixels.set(pixelsOf(set, index), i * patchBytes)
    })
    const output = tf.tidy(() => run(inputTensor(pixels, normalisation)))
    scores.set(await positiveScores(output), start)
  }
  return scores
}

/** Returns the second column of a model's output, [n, 2], and disposes of the output. */
export async function positiveScores(output: tf.Tensor): Promise<Float32Array> {
  const values = await output.data<'float32'>()
  output.dispose()
  return values.filter((_, i) => i % 2 === 1)
}
