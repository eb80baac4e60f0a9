import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { attend } from '../kernels/attention/attend.ts'
import type { AttentionWeights } from '../kernels/attention/attention.ts'
import { openKernels } from '../kernels/open.ts'
import { LocalAttention } from '../layers/attention.ts'
import { Tokens } from '../layers/tokens.ts'
import { type NetworkExplanation, stepContributions } from './step-contributions.ts'

/**
 * The parts of a network that reads a patch as a sequence and attends to its states; null for any
 * other network.
 */
export interface AttentionParts {
  tokens: Tokens
  attention: LocalAttention
  /** Maps images to the states that the attention reads. */
  states: layers.LayersModel
  /** The last layer, which weights the mean of the attended states. */
  classes: layers.layers.Layer
}

export function attentionPartsOf(model: layers.LayersModel): AttentionParts | null {
  const attention = model.layers.find(layer => layer instanceof LocalAttention)
  const tokens = model.layers.find(layer => layer instanceof Tokens)
  const classes = model.layers.at(-1)
  if (!attention || !tokens || classes?.getClassName() !== 'Dense') return null
  const states = layers.model({ inputs: model.inputs, outputs: attention.input as layers.SymbolicTensor })
  return { tokens, attention, states, classes }
}

/**
 * Explains a patch by what each of its steps contributes to the positive class, weighted by the
 * attention that the step receives.
 * @param image [1, edge, edge, 3], normalised; the caller disposes of it
 */
export async function explainByAttention(
  { tokens, attention, states, classes }: AttentionParts,
  image: tf.Tensor4D,
  positiveClass: number
): Promise<NetworkExplanation> {
  const [, edge] = image.shape
  const sequence = tf.tidy(() => states.predictOnBatch(image) as tf.Tensor3D)
  const [, steps] = sequence.shape
  try {
    const values = await sequence.data<'float32'>()
    const weights = await weightsOf(attention)
    const { weights: windows } = attend(openKernels(), weights, { values, count: 1, steps }, true)
    const direction = await directionOf(classes, positiveClass)
    const contributions = stepContributions({
      windows,
      window: attention.window,
      states: values,
      steps,
      direction
    })
    return { kind: 'attention', map: overPixels(contributions, edge, gridOf(tokens)), windows }
  } finally {
    sequence.dispose()
  }
}

/** Reads the layer's weights asynchronously, so that no call blocks on a GPU. */
async function weightsOf(layer: LocalAttention): Promise<AttentionWeights> {
  const values = await Promise.all(layer.getWeights().map(weight => weight.data<'float32'>()))
  const [query, key, bias, score, scoreBias] = values as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array
  ]
  const { units, window } = layer
  return { inputs: query.length / units, units, window, query, key, bias, score, scoreBias }
}

async function directionOf(classes: layers.layers.Layer, positiveClass: number): Promise<Float32Array> {
  const weights = await classes.getWeights()[0]!.data<'float32'>()
  return Float32Array.from(
    { length: weights.length / 2 },
    (_, unit) => weights[unit * 2 + positiveClass]! - weights[unit * 2 + 1 - positiveClass]!
  )
}

/** Returns the number of rows and columns of tokens. */
function gridOf({ rows, columns, input }: Tokens): [number, number] {
  const [, height, width] = (input as layers.SymbolicTensor).shape as [null, number, number]
  return [height / rows, width / columns]
}

/**
 * Gives every pixel the value of the nearest step: that of its block, or of the convolutional token
 * whose centre is nearest.
 */
function overPixels(values: Float32Array, edge: number, [down, across]: [number, number]): Float32Array {
  return Float32Array.from({ length: edge * edge }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / edge), pixel % edge]
    return values[stepAt(y, edge, down) * across + stepAt(x, edge, across)]!
  })
}

/** Steps are a whole number of pixels apart and symmetric about the centre of the patch. */
function stepAt(pixel: number, edge: number, steps: number): number {
  const place = (pixel + 0.5 - edge / 2) / Math.ceil(edge / steps) + (steps - 1) / 2
  return Math.min(steps - 1, Math.max(0, Math.round(place)))
}
