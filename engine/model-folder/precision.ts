import type { io } from '@tensorflow/tfjs-core'
import { bytesOf } from './bytes.ts'
import { halvesOf } from './half.ts'

/** Storage precisions of weights, smallest first. All are expanded to float32 when read. */
export const precisions = ['uint8', 'float16', 'float32'] as const
export type Precision = (typeof precisions)[number]

/** Weights as stored in a shard, with their manifest entries. */
export interface StoredWeights {
  specs: io.WeightsManifestEntry[]
  bytes: Uint8Array
}

/**
 * Returns the weights in a more compact form. float16 halves them. uint8 reduces matrices to a
 * quarter, each with its own step size, and leaves vectors (biases, normalisations) unchanged: they
 * are small, and each of their values affects a whole channel.
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
