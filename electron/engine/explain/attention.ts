import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { attend } from '../kernels/attend.ts'
import type { AttentionWeights } from '../kernels/attention.ts'
import { openKernels } from '../kernels/open.ts'
import { LocalAttention } from '../layers/attention.ts'
import { Tokens } from '../layers/tokens.ts'
import type { Explanation } from './explanation.ts'

/** The attention of a network that reads a patch as a sequence and attends to its states; null of any other. */
export interface Attending {
  tokens: Tokens
  attention: LocalAttention
  /** Images to the states that are attended to. */
  states: layers.LayersModel
}

export function attendingOf(model: layers.LayersModel): Attending | null {
  const attention = model.layers.find(layer => layer instanceof LocalAttention)
  const tokens = model.layers.find(layer => layer instanceof Tokens)
  if (!attention || !tokens) return null
  const states = layers.model({ inputs: model.inputs, outputs: attention.input as layers.SymbolicTensor })
  return { tokens, attention, states }
}

/**
 * Whom a patch's steps attend to.
 * @param image [1, edge, edge, 3], normalised; disposed of by the caller
 */
export async function explainByAttention(
  { tokens, attention, states }: Attending,
  image: tf.Tensor4D
): Promise<Explanation> {
  const [, edge] = image.shape
  const sequence = tf.tidy(() => states.predictOnBatch(image) as tf.Tensor3D)
  const [, steps] = sequence.shape
  try {
    const values = await sequence.data<'float32'>()
    const weights = await weightsOf(attention)
    const { weights: windows } = attend(openKernels(), weights, { values, count: 1, steps }, true)
    const received = receivedBy(windows, steps, attention.window)
    return { kind: 'attention', map: overPixels(received, edge, tokens), windows }
  } finally {
    sequence.dispose()
  }
}

/** Read without waiting for a GPU within a call. */
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

/** Σ_t a_t,t' for each step t': 1 on average. */
export function receivedBy(windows: Float32Array, steps: number, window: number): Float32Array {
  const received = new Float32Array(steps)
  const back = Math.floor(window / 2)
  for (let step = 0; step < steps; step++)
    for (let place = 0; place < window; place++) {
      const other = step - back + place
      if (other >= 0 && other < steps) received[other]! += windows[step * window + place]!
    }
  return received
}

/** Every pixel of a block has what its step received. */
function overPixels(received: Float32Array, edge: number, { rows, columns }: Tokens): Float32Array {
  const across = edge / columns
  return Float32Array.from({ length: edge * edge }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / edge), pixel % edge]
    return received[Math.floor(y / rows) * across + Math.floor(x / columns)]!
  })
}
