import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import type { ModelSpec } from '../model-folder/spec.ts'

/** Passes with dropout. With 20, a standard deviation is known to about a sixth of itself. */
const passes = 20

/** A network split at its first dropout layer: the trunk is computed once, the head many times. */
export interface DropoutSplit {
  trunk: layers.LayersModel
  head: layers.layers.Layer[]
}

/**
 * Returns null if the network has no dropout, or if the layers after the first dropout do not form
 * a chain.
 */
export function splitAtDropout(model: layers.LayersModel): DropoutSplit | null {
  const first = model.layers.findIndex(isDropout)
  if (first < 0) return null
  const head = model.layers.slice(first)
  const inLine = head.every((layer, i) => i === 0 || layer.input === head[i - 1]!.output)
  if (!inLine || head.some(layer => layer.getClassName() === 'BatchNormalization')) return null
  const trunk = layers.model({ inputs: model.inputs, outputs: head[0]!.input as layers.SymbolicTensor })
  return { trunk, head }
}

/**
 * Returns a patch's uncertainty: the standard deviation of its probability over many passes with
 * dropout (Gal and Ghahramani 2016), one value per patch. The same patches give the same values.
 * @param images [count, edge, edge, 3], normalised; the caller disposes of them
 */
export async function uncertaintyOf(
  { trunk, head }: DropoutSplit,
  images: tf.Tensor4D,
  { positiveClass, temperature }: Pick<ModelSpec, 'positiveClass' | 'temperature'>
): Promise<Float32Array> {
  const deviations = tf.tidy(() => {
    const features = trunk.predictOnBatch(images) as tf.Tensor
    const scores = Array.from({ length: passes }, (_, pass) => {
      seed(head, pass)
      const output = head.reduce(
        (input, layer) => layer.apply(input, { training: true }) as tf.Tensor,
        features
      )
      return temperedAll(tf.gather(output, [positiveClass], 1), temperature)
    })
    return tf.sqrt(tf.moments(tf.concat(scores, 1), 1).variance)
  })
  try {
    return (await deviations.data<'float32'>()).slice()
  } finally {
    deviations.dispose()
  }
}

/** Same as `tempered` (temperature.ts), for a tensor. */
function temperedAll(probabilities: tf.Tensor, temperature: number | undefined): tf.Tensor {
  if (temperature === undefined) return probabilities
  const kept = tf.clipByValue(probabilities, 1e-6, 1 - 1e-6)
  return tf.sigmoid(tf.div(tf.log(tf.div(kept, tf.sub(1, kept))), temperature))
}

const isDropout = (layer: layers.layers.Layer) => layer.getClassName() === 'Dropout'

/** Seeds the dropout layers: TensorFlow.js drops the same units for the same seed. */
function seed(head: layers.layers.Layer[], pass: number): void {
  head.filter(isDropout).forEach((layer, i) => {
    ;(layer as unknown as { seed: number }).seed = 1 + pass * 101 + i
  })
}
