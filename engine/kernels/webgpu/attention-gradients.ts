import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import type { AttentionTensors } from '../operations.ts'
import { type AttentionSizes, attentionPowers, eachItem, projections, sizesOf } from './attention.ts'

type Gradients = [
  x: tf.Tensor,
  query: tf.Tensor,
  key: tf.Tensor,
  bias: tf.Tensor,
  score: tf.Tensor,
  scoreBias: tf.Tensor
]

/**
 * Computes gradients from those of every attended state. Recomputes the scores: nothing is kept
 * from the forward pass.
 */
export function attentionGradients(
  backend: WebGPUBackend,
  tensors: AttentionTensors,
  window: number,
  dy: tf.Tensor
): Gradients {
  return tf.tidy(() => {
    const sizes = sizesOf(tensors, window)
    const { batch, steps, features, units } = sizes
    const { x, query, key, score } = tensors
    const rows = batch * steps
    const empty = (...shape: number[]) =>
      tf.engine().makeTensorFromTensorInfo(backend.makeTensorInfo(shape, 'float32'))
    const projected = projections(tensors)
    const shares = tf.engine().makeTensorFromTensorInfo(attentionPowers(backend, tensors, sizes, projected))
    const slopes = empty(batch, steps, window)
    eachItem(backend, sizes, { x, dy, slopes_: slopes }, rows * window, gains)
    eachItem(backend, sizes, { shares_: shares, slopes_: slopes }, rows, softmaxBack)
    const [queries, keys, hidden] = [empty(rows, units), empty(rows, units), empty(rows, units)] as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D
    ]
    const { queries: q, keys: k } = projected
    eachItem(
      backend,
      sizes,
      { q, k, slopes, score, queries_: queries, keys_: keys, hidden_: hidden },
      rows * units,
      projectionsBack
    )
    const direct = empty(rows, features)
    eachItem(backend, sizes, { shares, dy, direct_: direct }, rows * features, statesBack)
    return weightGradients(sizes, { x, query, key }, { queries, keys, hidden, slopes, direct })
  })
}

/**
 * Gradient of each attention weight a_t,t': the product of the attended state's gradient with the
 * state.
 */
const gains = `let row = item / WINDOW;
  let seen = row % STEPS - BACK + item % WINDOW;
  var sum = 0.0;
  if (seen >= 0 && seen < STEPS) {
    let found = row - row % STEPS + seen;
    for (var i = 0; i < FEATURES; i++) { sum += dy[row * FEATURES + i] * x[found * FEATURES + i]; }
  }
  slopes_[item] = sum;`

/**
 * Converts them to the gradients of the scores, through softmax and sigmoid. The powers become the
 * weights a_t,t'.
 */
const softmaxBack = `var total = 0.0;
  var mean = 0.0;
  for (var place = item * WINDOW; place < item * WINDOW + WINDOW; place++) {
    total += shares_[place];
    mean += shares_[place] * slopes_[place];
  }
  mean /= total;
  for (var place = item * WINDOW; place < item * WINDOW + WINDOW; place++) {
    let power = shares_[place];
    if (power == 0.0) { continue; }
    let squashed = log(power);
    shares_[place] = power / total;
    slopes_[place] = power / total * (slopes_[place] - mean) * squashed * (1.0 - squashed);
  }`

/** A state is a query for its own window, and a key for every query whose window includes it. */
const projectionsBack = `let row = item / UNITS;
  let unit = item % UNITS;
  let step = row % STEPS;
  var asking = 0.0;
  var asked = 0.0;
  var squashed = 0.0;
  for (var place = 0; place < WINDOW; place++) {
    let seen = step - BACK + place;
    if (seen >= 0 && seen < STEPS) {
      let t = tangent(q[item] + k[(row - step + seen) * UNITS + unit]);
      let slope = slopes[row * WINDOW + place];
      asking += slope * (1.0 - t * t);
      squashed += slope * t;
    }
    let query = step + BACK - place;
    if (query >= 0 && query < STEPS) {
      let other = row - step + query;
      let t = tangent(q[other * UNITS + unit] + k[item]);
      asked += slopes[other * WINDOW + place] * (1.0 - t * t);
    }
  }
  queries_[item] = score[unit] * asking;
  keys_[item] = score[unit] * asked;
  hidden_[item] = squashed;`

/** Gradient of a state from the attended states that include it. */
const statesBack = `let row = item / FEATURES;
  let step = row % STEPS;
  var sum = 0.0;
  for (var place = 0; place < WINDOW; place++) {
    let query = step + BACK - place;
    if (query >= 0 && query < STEPS) {
      let other = row - step + query;
      sum += shares[other * WINDOW + place] * dy[other * FEATURES + item % FEATURES];
    }
  }
  direct_[item] = sum;`

function weightGradients(
  { batch, steps, features }: AttentionSizes,
  given: { x: tf.Tensor; query: tf.Tensor; key: tf.Tensor },
  of: { queries: tf.Tensor2D; keys: tf.Tensor2D; hidden: tf.Tensor; slopes: tf.Tensor; direct: tf.Tensor }
): Gradients {
  const states = tf.reshape(given.x, [batch * steps, features]) as tf.Tensor2D
  const back = (deltas: tf.Tensor2D, weights: tf.Tensor) =>
    tf.matMul(deltas, weights as tf.Tensor2D, false, true)
  const x = tf.addN([of.direct, back(of.queries, given.query), back(of.keys, given.key)])
  return [
    tf.reshape(x, given.x.shape),
    tf.matMul(states, of.queries, true, false),
    tf.matMul(states, of.keys, true, false),
    tf.sum(of.queries, 0),
    tf.sum(of.hidden, 0),
    tf.reshape(tf.sum(of.slopes), [1])
  ]
}
