import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import type { AttentionTensors } from '../operations.ts'
import { dispatch } from './device.ts'
import { mathematics } from './numbers.ts'

export interface AttentionSizes {
  batch: number
  steps: number
  features: number
  units: number
  window: number
}

/** Invocations per workgroup. */
const THREADS = 64

export function sizesOf({ x, query }: AttentionTensors, window: number): AttentionSizes {
  const [batch, steps, features] = x.shape as [number, number, number]
  return { batch, steps, features, units: query.shape[1]!, window }
}

/** Queries, with their bias, and keys, each [batch·steps, units]. */
export function projections({ x, query, key, bias }: AttentionTensors): {
  queries: tf.Tensor2D
  keys: tf.Tensor2D
} {
  const [batch, steps, features] = x.shape as [number, number, number]
  const states = tf.reshape(x, [batch * steps, features])
  return {
    queries: tf.add(tf.matMul(states, query as tf.Tensor2D), bias),
    keys: tf.matMul(states, key as tf.Tensor2D)
  }
}

/**
 * Returns a shader with one invocation for each of `count` items, named `item` in the body. Buffers
 * with names ending in * are writable.
 */
export function eachItem(
  backend: WebGPUBackend,
  sizes: AttentionSizes,
  buffers: Record<string, tf.TensorInfo>,
  count: number,
  body: string
): void {
  const names = Object.keys(buffers)
  const declared = names.map(
    (name, i) =>
      `@group(0) @binding(${i + 1}) var<storage, ${name.endsWith('_') ? 'read_write' : 'read'}> ${name}: array<f32>;`
  )
  const { steps, features, units, window } = sizes
  const source = `struct Call { count: u32 }
@group(0) @binding(0) var<uniform> call: Call;
${declared.join('\n')}
const STEPS = ${steps}; const FEATURES = ${features}; const UNITS = ${units}; const WINDOW = ${window}; const BACK = ${window >> 1};
${mathematics}
fn tangent(x: f32) -> f32 { return 1.0 - 2.0 / (1.0 + exp2(clamp(x * 2.885390082, -126.0, 126.0))); }
fn logistic(x: f32) -> f32 { return 1.0 / (1.0 + exp2(clamp(x * -1.442695041, -126.0, 126.0))); }
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) id: u32, @builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let index = (workgroup.y * grid.x + workgroup.x) * ${THREADS}u + id;
  if (index >= call.count) { return; }
  let item = i32(index);
${body}
}`
  dispatch(backend, {
    source,
    uniform: [count],
    tensors: names.map(name => buffers[name]!),
    workgroups: Math.ceil(count / THREADS)
  })
}

/**
 * a_t,t' before division by the sum: exp(sigmoid(score)), zero outside the sequence. [batch, steps,
 * window]
 */
export function attentionPowers(
  backend: WebGPUBackend,
  tensors: AttentionTensors,
  sizes: AttentionSizes,
  { queries, keys }: { queries: tf.Tensor; keys: tf.Tensor }
): tf.TensorInfo {
  const { batch, steps, window } = sizes
  const powers = backend.makeTensorInfo([batch, steps, window], 'float32')
  const { score, scoreBias } = tensors
  eachItem(
    backend,
    sizes,
    { queries, keys, score, scoreBias, powers_: powers },
    batch * steps * window,
    `let row = item / WINDOW;
  let seen = row % STEPS - BACK + item % WINDOW;
  if (seen < 0 || seen >= STEPS) { powers_[item] = 0.0; return; }
  let found = row - row % STEPS + seen;
  var sum = scoreBias[0];
  for (var unit = 0; unit < UNITS; unit++) {
    sum += score[unit] * tangent(queries[row * UNITS + unit] + keys[found * UNITS + unit]);
  }
  powers_[item] = exp(logistic(sum));`
  )
  return powers
}

/**
 * Equations 1–4 for all steps at once. Returns the attended states, in the shape of x, and their
 * weights [batch, steps, window].
 */
export function attend(
  backend: WebGPUBackend,
  tensors: AttentionTensors,
  window: number
): { attended: tf.TensorInfo; powers: tf.TensorInfo } {
  const sizes = sizesOf(tensors, window)
  const { batch, steps, features } = sizes
  const attended = backend.makeTensorInfo([batch, steps, features], 'float32')
  const projected = tf.tidy(() => projections(tensors))
  const powers = attentionPowers(backend, tensors, sizes, projected)
  tf.dispose([projected.queries, projected.keys])
  eachItem(
    backend,
    sizes,
    { x: tensors.x, powers, attended_: attended },
    batch * steps * features,
    `let row = item / FEATURES;
  let step = row % STEPS;
  var total = 0.0;
  var sum = 0.0;
  for (var place = max(0, BACK - step); place < min(WINDOW, STEPS - step + BACK); place++) {
    let power = powers[row * WINDOW + place];
    total += power;
    sum += power * x[(row - BACK + place) * FEATURES + item % FEATURES];
  }
  attended_[item] = sum / total;`
  )
  return { attended, powers }
}
