import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Build } from '../../engine/kernels/module.ts'
import type { Normalisation } from '../loop/batch.ts'
import type { Recipe } from '../loop/recipe.ts'

/**
 * Patches that one thread takes at a time: as many as the widest recurrent kernels walk through together. It does not depend on how
 * many threads there are, so neither does any sum.
 */
export const shardSize = 16

/** What a thread is started with. */
export interface ThreadStart {
  /** The kernels that this process computes with: all threads the same. */
  build: Build
  /** The model's layers, without weights. */
  architecture: ReturnType<LayersModel['toJSON']>
  /** Float32, all weights one after the other in the model's order: written before each task. */
  weights: SharedArrayBuffer
  normalisation: Normalisation
  recipe: Recipe
  seed: number
}

/** `pixels` are count × 50 × 50 × 3; a step's shard begins with the batch's patch `first`. */
export type Task =
  | { kind: 'step'; pixels: Uint8Array; classes: Uint8Array; step: number; first: number }
  | { kind: 'score'; pixels: Uint8Array }

export type Answer =
  | { kind: 'step'; loss: number; gradients: Float32Array[] }
  | { kind: 'score'; scores: Float32Array }

/** Views of the shared weights, one for each of these lengths. */
export function weightViews(weights: SharedArrayBuffer, lengths: number[]): Float32Array[] {
  let start = 0
  return lengths.map(length => {
    const view = new Float32Array(weights, start * Float32Array.BYTES_PER_ELEMENT, length)
    start += length
    return view
  })
}
