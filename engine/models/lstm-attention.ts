import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildRecurrent, type RecurrentOptions } from './recurrent.ts'

/** Builds the paper's LSTM with local attention (its figure 5). */
export function buildLstmAttention(options: Partial<RecurrentOptions> = {}): LayersModel {
  return buildRecurrent('lstm-attention', 'lstm', true, options)
}
