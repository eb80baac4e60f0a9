import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import type { ModelSpec } from '../spec.ts'

/** Passes with dropout; the deviation of so many is known to a sixth of itself. */
const passes = 20

/** A network cut in two where it first drops units: the part before is computed once, the part behind many times. */
export interface Doubting {
  trunk: layers.LayersModel
  head: layers.layers.Layer[]
}

/** Null where nothing is dropped in training, or layers behind the first dropout do not follow each other. */
export function doubtingOf(model: layers.LayersModel): Doubting | null {
  const first = model.layers.findIndex(isDropout)
  if (first < 0) return null
  const head = model.layers.slice(first)
  const inLine = head.every((layer, i) => i === 0 || layer.input === head[i - 1]!.output)
  if (!inLine || head.some(layer => layer.getClassName() === 'BatchNormalization')) return null
  const trunk = layers.model({ inputs: model.inputs, outputs: head[0]!.input as layers.SymbolicTensor })
  return { trunk, head }
}

/**
 * How far a probability moves when units are dropped as in training (Gal and Ghahramani 2016): its standard deviation over many
 * passes, one a patch. The same patches give the same.
 * @param images [count, edge, edge, 3], normalised; disposed of by the caller
 */
export async function doubtOf(
  { trunk, head }: Doubting,
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

/** As `tempered` (temperature.ts). */
function temperedAll(probabilities: tf.Tensor, temperature: number | undefined): tf.Tensor {
  if (temperature === undefined) return probabilities
  const kept = tf.clipByValue(probabilities, 1e-6, 1 - 1e-6)
  return tf.sigmoid(tf.div(tf.log(tf.div(kept, tf.sub(1, kept))), temperature))
}

const isDropout = (layer: layers.layers.Layer) => layer.getClassName() === 'Dropout'

/** TensorFlow.js draws the same units for the same seed. */
function seed(head: layers.layers.Layer[], pass: number): void {
  head.filter(isDropout).forEach((layer, i) => {
    ;(layer as unknown as { seed: number }).seed = 1 + pass * 101 + i
  })
}
