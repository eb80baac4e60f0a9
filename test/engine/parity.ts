import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { copyRegisteredKernels, unregisterKernel } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { expect } from 'vitest'
import { registerLayers } from '../../engine/layers/register.ts'
import { buildCnn } from '../../engine/models/cnn.ts'
import { buildGruAttention, buildLstm, buildLstmAttention } from '../../engine/models/recurrent.ts'
import { buildResNet } from '../../engine/models/resnet.ts'
import { loadNetwork } from '../../engine/network/load.ts'
import { randomFloats } from '../support/reference/random.ts'
import { writeModelFolder } from './tiny.ts'

/** A network of the parity suite, whose output on a backend is compared with plain operations. */
export interface ParityNetwork {
  name: string
  /** Edge length of a patch in pixels. */
  patch: number
  /** Number of patches to compute. */
  count: number
  build(): LayersModel
}

const small = { patch: 10, units: 12, attention: { units: 6, window: 7 } }

/**
 * The seven architectures of the paper, small where size does not matter, with the options that
 * change the path through a kernel.
 */
export const parityNetworks: readonly ParityNetwork[] = [
  { name: 'cnn', patch: 50, count: 3, build: () => buildCnn({ filters: [8, 16] }) },
  { name: 'resnet-18', patch: 24, count: 2, build: () => buildResNet({ depth: 18, patch: 24, width: 8 }) },
  { name: 'resnet-34', patch: 24, count: 2, build: () => buildResNet({ depth: 34, patch: 24, width: 8 }) },
  { name: 'resnet-50', patch: 24, count: 2, build: () => buildResNet({ depth: 50, patch: 24, width: 8 }) },
  { name: 'lstm', patch: 10, count: 5, build: () => buildLstm(small) },
  { name: 'lstm, last state', patch: 10, count: 3, build: () => buildLstm({ ...small, pooling: 'last' }) },
  { name: 'lstm-attention', patch: 10, count: 9, build: () => buildLstmAttention(small) },
  {
    name: 'lstm-attention, one row per step',
    patch: 50,
    count: 3,
    build: () => buildLstmAttention({ tokens: 'row', units: 33 })
  },
  { name: 'gru-attention', patch: 10, count: 17, build: () => buildGruAttention(small) },
  {
    name: 'gru-attention, reset after, blocks',
    patch: 50,
    count: 3,
    build: () =>
      buildGruAttention({ tokens: { block: 10 }, resetAfter: true, attention: { units: 5, window: 4 } })
  },
  { name: 'gru-attention, 2,500 steps', patch: 50, count: 2, build: () => buildGruAttention({ units: 32 }) }
]

export interface Prepared {
  network: ParityNetwork
  folder: string
  /** In the layout that `Network.predict` takes. */
  patches: Uint8Array
  /** Probability of the positive class, computed with plain operations. */
  expected: Float32Array
}

/**
 * Writes the network into a temporary folder and computes it with plain operations. Restores the
 * backend.
 */
export async function prepare(network: ParityNetwork): Promise<Prepared> {
  return onReference(async () => {
    const model = network.build()
    disturb(model)
    const folder = await writeModelFolder(model, spec => ({
      ...spec,
      architecture: network.name.split(',')[0],
      input: { ...spec.input, patch: network.patch }
    }))
    const patches = tinted(network.count, network.patch)
    const expected = tf.tidy(() => {
      const levels = Float32Array.from(patches, level => (level - 128) / 64)
      const images = tf.tensor4d(levels, [network.count, network.patch, network.patch, 3])
      return (model.predictOnBatch(images) as tf.Tensor).dataSync<'float32'>().filter((_, i) => i % 2 === 1)
    })
    model.dispose()
    // A saturated network, or one with the same output for every patch, would match anything.
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(1e-3)
    expect(expected.every(probability => probability > 0.01 && probability < 0.99)).toBe(true)
    return { network, folder, patches, expected }
  })
}

/**
 * The largest |Δp| of the current backend on the path that runs use. Fails when tensors are left
 * behind.
 */
export async function worstDifference({ folder, patches, expected, network }: Prepared): Promise<number> {
  const before = tf.memory().numTensors
  const loaded = await loadNetwork(folder, { name: 'this backend', kind: 'cpu', precision: 'float32' })
  const found = await loaded.predict(patches, network.count)
  const kept = tf.memory().numTensors
  await loaded.predict(patches, network.count)
  expect(tf.memory().numTensors, 'tensors after a second prediction').toBe(kept)
  loaded.dispose()
  expect(tf.memory().numTensors, 'tensors after disposal').toBe(before)
  return largestDifference(found, expected)
}

/** NaN when a value is not a number or the lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN
  let largest = 0
  for (let i = 0; i < actual.length; i++) largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!))
  return largest
}

const fused = ['FusedGRU', 'FusedLSTM', 'LocalAttention']

/**
 * Runs `work` on TensorFlow.js's plain JavaScript backend without our kernels, so that every layer
 * uses plain operations.
 */
export async function onReference<T>(work: () => Promise<T>): Promise<T> {
  registerLayers()
  const before = tf.getBackend()
  if (!tf.findBackend('reference')) {
    copyRegisteredKernels('cpu', 'reference')
    for (const kernel of fused.flatMap(name => [name, `${name}Grad`])) unregisterKernel(kernel, 'reference')
    tf.registerBackend('reference', () => new MathBackendCPU())
  }
  await tf.setBackend('reference')
  try {
    return await work()
  } finally {
    await tf.setBackend(before)
  }
}

/** Randomises biases and running statistics, whose initial zeros and ones would hide errors. */
function disturb(model: LayersModel): void {
  tf.tidy(() => {
    model.weights.forEach((weight, seed) => {
      const value = weight.read()
      const noise = (scale: number) => tf.tensor(randomFloats(value.size, scale, seed + 3), value.shape)
      if (weight.originalName.includes('moving_variance')) weight.write(tf.add(noise(1), 3))
      else if (value.rank === 1) weight.write(tf.add(value, noise(0.1)))
    })
  })
}

/** Noise around a different colour for each patch. */
function tinted(count: number, patch: number): Uint8Array {
  const size = patch * patch * 3
  const noise = randomFloats(count * size, 40, 21)
  const tints = randomFloats(count * 3, 80, 22)
  return Uint8Array.from(noise, (value, i) => 128 + value + tints[Math.floor(i / size) * 3 + (i % 3)]!)
}
