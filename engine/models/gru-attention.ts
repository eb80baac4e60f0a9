import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildRecurrent, type RecurrentOptions } from './recurrent.ts'

/** Builds the paper's best network: a GRU with local attention (its figure 6). */
export function buildGruAttention(options: Partial<RecurrentOptions> = {}): LayersModel {
  return buildRecurrent('gru-attention', 'gru', true, options)
}
