import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildCnn } from '../models/cnn.ts'
import { buildGruAttention } from '../models/gru-attention.ts'
import { buildLstm } from '../models/lstm.ts'
import { buildLstmAttention } from '../models/lstm-attention.ts'
import type { RecurrentOptions } from '../models/recurrent.ts'
import { buildResNet } from '../models/resnet.ts'

/** As many units as the shipped networks, but a hundred steps instead of 2,500. */
const sequence: Partial<RecurrentOptions> = { tokens: { block: 5 } }

/**
 * Every architecture at full depth, but narrow or short, so that all of them together take only a
 * moment.
 */
export const testNetworks: Record<string, () => LayersModel> = {
  cnn: () => buildCnn({ filters: [8, 8], units: 16 }),
  'resnet-18': () => buildResNet({ depth: 18, width: 8 }),
  'resnet-34': () => buildResNet({ depth: 34, width: 4 }),
  'resnet-50': () => buildResNet({ depth: 50, width: 4 }),
  lstm: () => buildLstm(sequence),
  'lstm-attention': () => buildLstmAttention(sequence),
  'gru-attention': () => buildGruAttention(sequence)
}
