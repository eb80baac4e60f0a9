import * as layers from '@tensorflow/tfjs-layers'
import { publishedLayout } from '../../contract/slides/published-layout.ts'
import { LocalAttention } from '../layers/attention.ts'
import { FusedGRU, FusedLSTM } from '../layers/recurrent.ts'
import { registerLayers } from '../layers/register.ts'
import { Tokens } from '../layers/tokens.ts'

/** What one step of the sequence is: a pixel, a row of the image, or a block of k×k pixels. */
export type Tokenisation = 'pixel' | 'row' | { block: number }

/** Parameters of the recurrent networks that the paper does not specify; the choices are ours. */
export interface RecurrentOptions {
  /** Edge length of a patch in pixels. */
  patch: number
  tokens: Tokenisation
  units: number
  /** The last state or the mean of all states. With attention it is always the mean. */
  pooling: 'mean' | 'last'
  attention: { units: number; window: number }
  /** Dropout rate of the pooled state in training. */
  dropout: number
  /**
   * GRU: whether to apply the reset gate after the recurrent product (cuDNN) instead of before it.
   */
  resetAfter: boolean
  seed: number
}

/** With these defaults a patch has 2,500 steps of 3, as in the paper. */
export const recurrentDefaults: RecurrentOptions = {
  patch: publishedLayout.patch,
  tokens: 'pixel',
  units: 64,
  pooling: 'mean',
  attention: { units: 32, window: 15 },
  dropout: 0.5,
  resetAfter: false,
  seed: 1
}

/**
 * Builds: tokens → GRU or LSTM → optional local attention → pooling → dropout → dense 2 with
 * softmax. The input is [batch, patch, patch, 3], the output [batch, 2].
 */
function buildRecurrent(
  name: string,
  cell: 'gru' | 'lstm',
  attends: boolean,
  options: Partial<RecurrentOptions>
): layers.LayersModel {
  const { patch, tokens, units, pooling, attention, dropout, resetAfter, seed } = {
    ...recurrentDefaults,
    ...options
  }
  registerLayers()
  const returnSequences = attends || pooling === 'mean'
  const recurrence = { name: cell, units, returnSequences, seed }
  const model = layers.sequential({ name })
  model.add(new Tokens({ name: 'tokens', inputShape: [patch, patch, 3], ...blockOf(tokens, patch) }))
  model.add(cell === 'lstm' ? new FusedLSTM(recurrence) : new FusedGRU({ ...recurrence, resetAfter }))
  if (attends) model.add(new LocalAttention({ name: 'attention', ...attention, seed: seed + 10 }))
  if (returnSequences) model.add(layers.layers.globalAveragePooling1d({ name: 'pooling' }))
  model.add(layers.layers.dropout({ name: 'dropout', rate: dropout, seed: seed + 20 }))
  model.add(
    layers.layers.dense({
      name: 'classes',
      units: 2,
      activation: 'softmax',
      kernelInitializer: layers.initializers.glorotUniform({ seed: seed + 21 })
    })
  )
  return model
}

function blockOf(tokens: Tokenisation, patch: number): { rows: number; columns: number } {
  if (tokens === 'pixel') return { rows: 1, columns: 1 }
  if (tokens === 'row') return { rows: 1, columns: patch }
  return { rows: tokens.block, columns: tokens.block }
}

/** Builds the paper's LSTM: a patch as a sequence, the mean of the states, dense 2. */
export const buildLstm = (options: Partial<RecurrentOptions> = {}): layers.LayersModel =>
  buildRecurrent('lstm', 'lstm', false, options)

/** Builds the paper's LSTM with local attention (its figure 5). */
export const buildLstmAttention = (options: Partial<RecurrentOptions> = {}): layers.LayersModel =>
  buildRecurrent('lstm-attention', 'lstm', true, options)

/** Builds the paper's best network: a GRU with local attention (its figure 6). */
export const buildGruAttention = (options: Partial<RecurrentOptions> = {}): layers.LayersModel =>
  buildRecurrent('gru-attention', 'gru', true, options)
