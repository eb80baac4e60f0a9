import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildRecurrent, type RecurrentOptions } from './recurrent.ts'

/** The paper's LSTM: a patch as a sequence, the states' mean, dense 2. */
export function buildLstm(options: Partial<RecurrentOptions> = {}): LayersModel {
  return buildRecurrent('lstm', 'lstm', false, options)
}
