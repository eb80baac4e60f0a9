import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import * as layers from '@tensorflow/tfjs-layers'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { LocalAttention } from '../layers/attention.ts'
import { FusedGRU } from '../layers/recurrent.ts'
import { registerLayers } from '../layers/register.ts'
import { Tokens } from '../layers/tokens.ts'
import { activate, basic, convolve, seeds } from './resnet.ts'

export interface ConvGruAttentionOptions {
  /** Edge of a patch, pixels. */
  patch: number
  /** Filters of the stem, then of each residual block. */
  filters: readonly number[]
  /** Stride of each block, 1 for those after; the stem has stride two. */
  strides: readonly (1 | 2)[]
  units: number
  attention: { units: number; window: number }
  /** Share of the pooled state that is dropped in training. */
  dropout: number
  seed: number
}

/**
 * With these a patch of 50 pixels becomes 49 tokens, each of which has seen an area of 43 pixels
 * around its place.
 */
export const convGruAttentionDefaults: ConvGruAttentionOptions = {
  patch: publishedLayout.patch,
  filters: [32, 48, 96],
  strides: [2, 2],
  units: 64,
  attention: { units: 32, window: 15 },
  dropout: 0.3,
  seed: 1
}

/**
 * Residual convolutions make the tokens of a patch; a GRU reads them row by row, local attention
 * weighs its states, and their mean is classified. Takes [batch, patch, patch, 3], gives [batch,
 * 2].
 */
export function buildConvGruAttention(options: Partial<ConvGruAttentionOptions> = {}): LayersModel {
  const { patch, filters, strides, units, attention, dropout, seed } = {
    ...convGruAttentionDefaults,
    ...options
  }
  registerLayers()
  const draw = seeds(seed)
  const input = layers.input({ shape: [patch, patch, 3], name: 'patch' })
  const [first, ...rest] = filters
  let output = convolve(input, { name: 'stem', filters: first!, size: 3, stride: 2, seed: draw() })
  output = activate(output, 'stem')
  rest.forEach((count, i) => {
    output = basic(output, { name: `block_${i + 1}`, filters: count, stride: strides[i] ?? 1, seed: draw })
  })
  const head = [
    new Tokens({ name: 'tokens', rows: 1, columns: 1 }),
    new FusedGRU({ name: 'gru', units, returnSequences: true, seed: draw() }),
    new LocalAttention({ name: 'attention', ...attention, seed: seed + 100 }),
    layers.layers.globalAveragePooling1d({ name: 'pooling' }),
    layers.layers.dropout({ name: 'dropout', rate: dropout, seed: seed + 110 }),
    layers.layers.dense({
      name: 'classes',
      units: 2,
      activation: 'softmax',
      kernelInitializer: layers.initializers.glorotUniform({ seed: seed + 111 })
    })
  ]
  const outputs = head.reduce((value, layer) => layer.apply(value) as SymbolicTensor, output)
  return layers.model({ name: 'conv_gru_attention', inputs: input, outputs })
}
