import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildRecurrent, type RecurrentOptions } from './recurrent.ts'

/** Builds the paper's LSTM: a patch as a sequence, the mean of the states, dense 2. */
export function buildLstm(options: Partial<RecurrentOptions> = {}): LayersModel {
  return buildRecurrent('lstm', 'lstm', false, options)
}
