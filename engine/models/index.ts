import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildCnn } from './cnn.ts'
import { buildConvGruAttention } from './conv-gru-attention.ts'
import { buildGruAttention, buildLstm, buildLstmAttention, type RecurrentOptions } from './recurrent.ts'
import { buildResNet } from './resnet.ts'

export interface Architecture {
  /** Builds the network at full size, with weights from its initialisers. */
  build(): LayersModel
  /**
   * Builds the network for the self-test: at full depth, but narrow or short, so that all of them
   * together take only a moment.
   */
  buildForSelfTest(): LayersModel
}

/** As many units as the shipped networks, but a hundred steps instead of 2,500. */
const sequence: Partial<RecurrentOptions> = { tokens: { block: 5 } }

/**
 * The networks of the paper, and Ductal's own. A new architecture is a file in this folder and an
 * entry here; then scripts/generate/selftest.ts writes its expected outputs, and
 * training/recipes/ says how it is trained.
 */
export const architectures: Record<string, Architecture> = {
  cnn: {
    build: () => buildCnn(),
    buildForSelfTest: () => buildCnn({ filters: [8, 8], units: 16 })
  },
  'resnet-18': {
    build: () => buildResNet({ depth: 18 }),
    buildForSelfTest: () => buildResNet({ depth: 18, width: 8 })
  },
  'resnet-34': {
    build: () => buildResNet({ depth: 34 }),
    buildForSelfTest: () => buildResNet({ depth: 34, width: 4 })
  },
  'resnet-50': {
    build: () => buildResNet({ depth: 50 }),
    buildForSelfTest: () => buildResNet({ depth: 50, width: 4 })
  },
  lstm: { build: () => buildLstm(), buildForSelfTest: () => buildLstm(sequence) },
  'lstm-attention': {
    build: () => buildLstmAttention(),
    buildForSelfTest: () => buildLstmAttention(sequence)
  },
  'gru-attention': {
    build: () => buildGruAttention(),
    buildForSelfTest: () => buildGruAttention(sequence)
  },
  'conv-gru-attention': {
    build: () => buildConvGruAttention(),
    buildForSelfTest: () => buildConvGruAttention({ filters: [8, 8, 16] })
  }
}
