import * as layers from '@tensorflow/tfjs-layers'
import { LocalAttention } from '../layers/attention.ts'
import { FusedGRU, FusedLSTM } from '../layers/recurrent.ts'
import { registerLayers } from '../layers/register.ts'
import { Tokens } from '../layers/tokens.ts'

/** One step of the sequence: a pixel, a row of the image, or a block of k×k pixels. */
export type Tokenisation = 'pixel' | 'row' | { block: number }

/** What the paper leaves open of its recurrent networks, chosen by us. */
export interface RecurrentOptions {
  /** Edge of a patch, pixels. */
  patch: number
  tokens: Tokenisation
  units: number
  /** The last state, or the mean of all: with attention always the mean. */
  pooling: 'mean' | 'last'
  attention: { units: number; window: number }
  /** Share of the pooled state that is dropped in training. */
  dropout: number
  /** GRU: the reset gate after the recurrent product (cuDNN) instead of before it. */
  resetAfter: boolean
  seed: number
}

/** With these a patch is 2,500 steps of 3, as in the paper. */
export const recurrentDefaults: RecurrentOptions = {
  patch: 50,
  tokens: 'pixel',
  units: 64,
  pooling: 'mean',
  attention: { units: 32, window: 15 },
  dropout: 0.5,
  resetAfter: false,
  seed: 1
}

/**
 * tokens → GRU or LSTM → local attention or not → pooling → dropout → dense 2 with softmax.
 * Takes [batch, patch, patch, 3], gives [batch, 2].
 */
export function buildRecurrent(
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
