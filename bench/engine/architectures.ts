import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildCnn } from '../../engine/models/cnn.ts'
import { buildGruAttention } from '../../engine/models/gru-attention.ts'
import { buildLstm } from '../../engine/models/lstm.ts'
import { buildLstmAttention } from '../../engine/models/lstm-attention.ts'
import { buildResNet } from '../../engine/models/resnet.ts'

/** The paper's seven networks, with weights from their initialisers. */
export const architectures: Record<string, () => LayersModel> = {
  cnn: () => buildCnn(),
  'resnet-18': () => buildResNet({ depth: 18 }),
  'resnet-34': () => buildResNet({ depth: 34 }),
  'resnet-50': () => buildResNet({ depth: 50 }),
  lstm: () => buildLstm(),
  'lstm-attention': () => buildLstmAttention(),
  'gru-attention': () => buildGruAttention()
}
