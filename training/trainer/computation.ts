import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Moments } from '../../engine/kernels/images/training/moments.ts'
import { streamedTraining } from '../../engine/layers/stream.ts'
import { tokenisedTraining } from '../../engine/layers/tokenised-training.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { integer, randomOf } from '../../evaluation/random.ts'
import type { Normalisation } from '../data/normalisation.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { trainingBatch } from './batch.ts'
import { followMoments } from './moments.ts'
import { scorePatches } from './predict.ts'

/** Input of the computation: the model with its current weights, and the data. */
export interface Subject {
  model: LayersModel
  set: PatchSet
  normalisation: Normalisation
  recipe: Recipe
  /** For each patch of the set, the share of its label that belongs to class 1. */
  targets: Float32Array
  seed: number
}

/** Does the heavy part of a training, in this thread or spread over several (parallel/). */
export interface Computation {
  /**
   * Mean loss of the patches at `indices`, and its gradients, keyed by the names of the model's
   * variables. The caller disposes of the gradients.
   */
  step(indices: Uint32Array, step: number): Promise<{ loss: number; gradients: tf.NamedTensorMap }>
  /** Probability of class 1 for each patch at `indices`. */
  score(indices: Uint32Array): Promise<Float32Array>
  close(): Promise<void>
}

/** Computes all patches of a step at once. */
export function inThisThread({ model, set, normalisation, recipe, targets, seed }: Subject): Computation {
  const variables = variablesOf(model)
  return {
    async step(indices, step) {
      const batch = trainingBatch(set, targets, indices, normalisation, recipe.augmentation, [seed, step])
      seedDropout(model, seed, step)
      const tokens = tokenisedTraining(model)
      tokens?.changed()
      const result = await lossAndGradients(model, variables, batch)
      if (tokens) followMoments(tokens.normalisations, result.moments)
      return result
    },
    score: indices => scorePatches(model, set, indices, normalisation),
    close: async () => {}
  }
}

/** Trainable variables, in the model's order. */
export function variablesOf(model: LayersModel): tf.Variable[] {
  return model.trainableWeights.map(weight => weight.read() as tf.Variable)
}

/**
 * Also returns the moments of normalisations that do not update their running moments themselves.
 * Disposes of the batch.
 */
export async function lossAndGradients(
  model: LayersModel,
  variables: tf.Variable[],
  batch: { inputs: tf.Tensor4D; labels: tf.Tensor2D }
): Promise<{ loss: number; gradients: tf.NamedTensorMap; moments: Moments[] }> {
  const tokens = tokenisedTraining(model)
  const apply =
    streamedTraining(model) ??
    (tokens && ((inputs: tf.Tensor4D) => tokens.apply(inputs))) ??
    (inputs => model.apply(inputs, { training: true }) as tf.Tensor)
  const { value, grads } = tf.variableGrads(
    () => crossEntropy(batch.labels, apply(batch.inputs) as tf.Tensor2D),
    variables
  )
  const [loss] = await value.data()
  tf.dispose([batch.inputs, batch.labels, value])
  return { loss: loss as number, gradients: grads, moments: tokens?.moments ?? [] }
}

/** Categorical cross-entropy; keeps the probabilities above zero. */
function crossEntropy(labels: tf.Tensor2D, probabilities: tf.Tensor2D): tf.Scalar {
  const logarithms = tf.log(tf.clipByValue(probabilities, 1e-7, 1))
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, logarithms), 1)))
}

/**
 * Gives every dropout layer the seed of this step, or of its patches from `first` on. By itself,
 * TensorFlow.js's layer draws either the same mask every time (with a seed) or a mask that cannot
 * be reproduced (without).
 */
export function seedDropout(model: LayersModel, seed: number, step: number, first?: number): void {
  model.layers.forEach((layer, index) => {
    if (layer.getClassName() !== 'Dropout') return
    const random = randomOf('dropout', seed, step, ...(first === undefined ? [] : [first]), index)
    Object.assign(layer, { seed: integer(random, 2 ** 31) })
  })
}
