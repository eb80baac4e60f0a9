import * as tf from '@tensorflow/tfjs-core'
import type { layers } from '@tensorflow/tfjs-layers'
import type { Moments } from '../../engine/kernels/images/training/moments.ts'

/**
 * The moments of a whole batch from those of its shards: each counts by its share of the patches.
 */
export function momentsTogether(shards: Moments[][], shares: number[]): Moments[] {
  return (shards[0] ?? []).map((_, place) => {
    const parts = shards.map(shard => shard[place] as Moments)
    const mean = weighed(
      parts.map(part => part.mean),
      shares
    )
    const squares = parts.map(({ mean, variance }) =>
      variance.map((value, channel) => value + (mean[channel] as number) ** 2)
    )
    const variance = weighed(squares, shares).map((value, channel) =>
      Math.max(0, value - (mean[channel] as number) ** 2)
    )
    return { mean, variance }
  })
}

function weighed(parts: Float32Array[], shares: number[]): Float32Array {
  return (parts[0] as Float32Array).map((_, channel) =>
    parts.reduce((sum, part, i) => sum + (shares[i] as number) * (part[channel] as number), 0)
  )
}

/**
 * Moves the running moments of each normalisation towards those of a batch, as the layers do
 * themselves in training.
 */
export function followMoments(normalisations: layers.Layer[], moments: Moments[]): void {
  normalisations.forEach((layer, i) => {
    const { momentum } = layer.getConfig() as { momentum: number }
    const { mean, variance } = moments[i] as Moments
    const follow = (weight: layers.Layer['weights'][number], values: Float32Array) => {
      const next = weight
        .read()
        .dataSync<'float32'>()
        .map((value, channel) => {
          return momentum * value + (1 - momentum) * (values[channel] as number)
        })
      const tensor = tf.tensor1d(next)
      weight.write(tensor)
      tensor.dispose()
    }
    const [, , runningMean, runningVariance] = layer.weights
    if (runningMean) follow(runningMean, mean)
    if (runningVariance) follow(runningVariance, variance)
  })
}
