import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Moments } from '../../../engine/kernels/images/training/moments.ts'
import type { Build } from '../../../engine/kernels/wasm/module.ts'
import type { Normalisation } from '../../data/normalisation.ts'
import type { Recipe } from '../../recipes/recipe.ts'

/**
 * Patches per thread and task: as many as the widest recurrent kernels process together. The size
 * does not depend on the number of threads, so that no sum does either.
 */
export const shardSize = 16

/** Data that a thread starts with. */
export interface ThreadStart {
  /** Build of the kernels; all threads use the same one as this process. */
  build: Build
  /** The model's layers, without weights. */
  architecture: ReturnType<LayersModel['toJSON']>
  /**
   * All weights as Float32, concatenated in the model's order; written before each set of tasks.
   */
  weights: SharedArrayBuffer
  normalisation: Normalisation
  recipe: Recipe
  seed: number
}

/**
 * `pixels`: count × 50 × 50 × 3 bytes. A step's shard starts with patch `first` of the batch. The
 * weights change with `version` only.
 */
export type Task =
  | { kind: 'step'; version: number; pixels: Uint8Array; targets: Float32Array; step: number; first: number }
  | { kind: 'score'; version: number; pixels: Uint8Array }

export type Answer =
  | { kind: 'step'; loss: number; gradients: Float32Array[]; moments: Moments[] }
  | { kind: 'score'; scores: Float32Array }

/** Returns one view of the shared weights for each length. */
export function weightViews(weights: SharedArrayBuffer, lengths: number[]): Float32Array[] {
  let start = 0
  return lengths.map(length => {
    const view = new Float32Array(weights, start * Float32Array.BYTES_PER_ELEMENT, length)
    start += length
    return view
  })
}
