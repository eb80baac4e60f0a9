import type { io } from '@tensorflow/tfjs-core'
import { bytesOf } from './bytes.ts'
import { halvesOf } from './half.ts'

/** How weights are stored, the smallest first. Readers widen all of them to float32. */
export const precisions = ['uint8', 'float16', 'float32'] as const
export type Precision = (typeof precisions)[number]

/** Weights as they lie in a shard, and what its manifest says of them. */
export interface StoredWeights {
  specs: io.WeightsManifestEntry[]
  bytes: Uint8Array
}

/**
 * The same weights in less space. In float16 all of them take half of it. In uint8 matrices take a quarter, each with steps of its own size; vectors
 * (biases, normalisations) stay as they are: they are small, and each of their values steers a whole channel.
 */
export function storedIn(precision: Precision, { specs, bytes }: StoredWeights): StoredWeights {
  if (precision === 'float32') return { specs, bytes }
  const all = new Float32Array(Uint8Array.from(bytes).buffer)
  let offset = 0
  const parts = specs.map(spec => {
    const size = spec.shape.reduce((product, edge) => product * edge, 1)
    const values = all.subarray(offset, offset + size)
    offset += size
    return precision === 'float16' ? inHalves(spec, values) : inBytes(spec, values)
  })
  return { specs: parts.map(part => part.spec), bytes: Buffer.concat(parts.map(part => part.bytes)) }
}

interface Part {
  spec: io.WeightsManifestEntry
  bytes: Uint8Array
}

function inHalves(spec: io.WeightsManifestEntry, values: Float32Array): Part {
  return {
    spec: { ...spec, quantization: { dtype: 'float16' } },
    bytes: new Uint8Array(halvesOf(values).buffer)
  }
}

function inBytes(spec: io.WeightsManifestEntry, values: Float32Array): Part {
  if (spec.shape.length < 2) return { spec, bytes: new Uint8Array(values.slice().buffer) }
  const { bytes, scale, min } = bytesOf(values)
  return { spec: { ...spec, quantization: { dtype: 'uint8', scale, min } }, bytes }
}
