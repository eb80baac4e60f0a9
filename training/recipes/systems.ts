import type { LayersModel } from '@tensorflow/tfjs-layers'
import { buildCnn } from '../../engine/models/cnn.ts'
import { buildConvGruAttention, convGruAttentionDefaults } from '../../engine/models/conv-gru-attention.ts'
import {
  buildGruAttention,
  buildLstm,
  buildLstmAttention,
  recurrentDefaults,
  type Tokenisation
} from '../../engine/models/recurrent.ts'
import { buildResNet, type ResNetDepth } from '../../engine/models/resnet.ts'
import type { ProtocolName } from '../data/protocol.ts'
import type { Recipe } from './recipe.ts'

/**
 * What a network's training computes. `convolutions` needs their gradients, which WebAssembly
 * lacks. `recurrence` needs our fused kernels, which WebAssembly has.
 */
export type Needs = 'convolutions' | 'recurrence'

/** Parts of a network's shape that a recipe may set. */
export type Shape = Pick<Recipe, 'tokens' | 'units' | 'filters' | 'dropout'>

/** Training of a network according to the paper's Table I. */
interface Paper {
  rate: number
  optimizer: Recipe['optimizer']
  /** A clause: what this training led to here if it failed to produce a usable network. */
  outcome?: string
}

/** A network that can be trained by name. */
export interface System {
  title: string
  /** Networks without a sequence ignore tokens and units; the ResNets ignore dropout. */
  build(seed: number, shape?: Shape): LayersModel
  needs: Needs
  /** Differences from the recipe of the protocol. */
  recipe: Partial<Recipe>
  /** Table I: how the paper trained it. The loss is categorical cross-entropy for all networks. */
  paper: Paper
  /** Whether the network has dropout. */
  drops: boolean
  /** Which parts of its training are the paper's (Table I) and which are ours. */
  remark: string
}

/** The seven networks of the paper. */
export const paperSystemNames = [
  'cnn',
  'resnet-18',
  'resnet-34',
  'resnet-50',
  'lstm',
  'lstm-attention',
  'gru-attention'
] as const
export type PaperSystemName = (typeof paperSystemNames)[number]

/** The networks of the paper, then ours. */
export const systemNames = [...paperSystemNames, 'conv-gru-attention'] as const
export type SystemName = (typeof systemNames)[number]

const resNet = (depth: ResNetDepth): System => ({
  title: `ResNet-${depth}`,
  build: seed => buildResNet({ depth, seed }),
  needs: 'convolutions',
  recipe: {},
  paper: { rate: 0.001, optimizer: 'adam' },
  drops: false,
  remark:
    'Optimizer and loss as in the paper’s Table I. The stem is ours: a 3×3 convolution and a pooling layer, each with stride 2.'
})

const recurrent = (
  title: string,
  build: (options: { seed: number } & Shape) => LayersModel,
  recipe: Partial<Recipe> = {}
): System => ({
  title,
  build: (seed, { tokens, units, dropout } = {}) =>
    build({
      seed,
      ...(tokens ? { tokens } : {}),
      ...(units ? { units } : {}),
      ...(dropout === undefined ? {} : { dropout })
    }),
  needs: 'recurrence',
  recipe: { clip: 1, ...recipe },
  paper: { rate: 0.001, optimizer: recipe.optimizer ?? 'adam' },
  drops: true,
  remark: 'Optimizer and loss as in the paper’s Table I.'
})

/**
 * States which parts of a training are the paper's and which are ours, including the rate and, for
 * a recurrent network, the sequence.
 */
export function remarkOf(
  system: SystemName,
  { rate, units, filters, tokens = 'pixel', dropout }: Recipe
): string {
  const { needs, remark, paper } = systems[system]
  const outcome = paper.outcome ? `, ${paper.outcome}` : ''
  const origin =
    rate === paper.rate ? 'The rate is Table I’s.' : `The rate is ours (Table I: ${paper.rate}${outcome}).`
  if (system === 'conv-gru-attention') return `${remark} ${convolutional(filters, units, dropout)}`
  if (needs !== 'recurrence') return `${remark} ${origin}`
  return `${remark} ${sizesOf(system, units, dropout)} ${origin} ${sequenceOf(tokens)}`
}

function convolutional(
  filters = convGruAttentionDefaults.filters,
  units = convGruAttentionDefaults.units,
  dropout = convGruAttentionDefaults.dropout
): string {
  const { attention } = convGruAttentionDefaults
  return `A stem and ${filters.length - 1} residual blocks of 3×3 convolutions (${filters.join(', ')} filters) turn a patch into 7×7 tokens. A GRU with ${units} units reads the tokens row by row, attention with ${attention.units} units over ${attention.window} steps weighs its states, and a dense layer with dropout ${dropout} classifies their mean.`
}

function sizesOf(
  system: SystemName,
  units = recurrentDefaults.units,
  dropout = recurrentDefaults.dropout
): string {
  const { attention } = recurrentDefaults
  const attending =
    system === 'lstm' ? '' : `, attention with ${attention.units} units over ${attention.window} steps`
  return `Our choices: ${units} recurrent units${attending}, the mean of all states, dropout ${dropout}.`
}

function sequenceOf(tokens: Tokenisation): string {
  if (tokens === 'pixel') return 'A patch is read pixel by pixel in 2,500 steps of 3 values, as in the paper.'
  const { patch } = recurrentDefaults
  const [width, height] = tokens === 'row' ? [patch, 1] : [tokens.block, tokens.block]
  const steps = patch ** 2 / (width * height)
  return `A patch is read in blocks of ${width}×${height} pixels, row by row: ${steps} steps of ${width * height * 3} values. The paper reads 2,500 steps of one pixel.`
}

export const systems: Record<SystemName, System> = {
  cnn: {
    title: 'Small CNN',
    build: (seed, { dropout } = {}) => buildCnn({ seed, ...(dropout === undefined ? {} : { dropout }) }),
    needs: 'convolutions',
    recipe: {},
    paper: {
      rate: 0.05,
      optimizer: 'adam',
      outcome:
        'which makes this network predict one class for all patches; the paper’s accuracy of 0.73 is the share of that class'
    },
    drops: true,
    remark: 'Optimizer and loss as in the paper’s Table I.'
  },
  'resnet-18': resNet(18),
  'resnet-34': resNet(34),
  'resnet-50': resNet(50),
  lstm: recurrent('LSTM', buildLstm, { optimizer: 'rmsprop' }),
  'lstm-attention': recurrent('LSTM + attention', buildLstmAttention),
  'gru-attention': recurrent('GRU + attention', buildGruAttention),
  'conv-gru-attention': {
    title: 'Convolutions + GRU + attention',
    build: (seed, { units, filters, dropout } = {}) =>
      buildConvGruAttention({
        seed,
        ...(filters ? { filters } : {}),
        ...(units ? { units } : {}),
        ...(dropout === undefined ? {} : { dropout })
      }),
    needs: 'recurrence',
    recipe: {
      epochs: 12,
      batch: 128,
      patchesPerEpoch: 33_000,
      rate: 0.002,
      warmupSteps: 300,
      weightDecay: 0.02,
      clip: 5,
      labelSmoothing: 0.04,
      augmentation: { turns: true, stain: { amount: 0.25, shift: 0.06, brightness: 0.12 } },
      averaging: 0.998
    },
    paper: { rate: 0.001, optimizer: 'adam' },
    drops: true,
    remark: 'Not one of the paper’s seven networks.'
  }
}

const common: Recipe = {
  epochs: 14,
  batch: 64,
  sampling: 'balanced',
  patchesPerEpoch: 3200,
  optimizer: 'adam',
  rate: 0.001,
  warmupSteps: 50,
  weightDecay: 0.01,
  clip: 0,
  labelSmoothing: 0.02,
  augmentation: { turns: true, stain: { amount: 0.2, shift: 0.05, brightness: 0.1 } },
  averaging: 0.98,
  patience: 0
}

/**
 * Returns the recipe of a system under a protocol. The paper's protocol trains on each patch once
 * per epoch and does not vary the stain.
 */
export function recipeOf(system: SystemName, protocol: ProtocolName): Recipe {
  const paper: Partial<Recipe> =
    protocol === 'paper' ? { sampling: 'each', augmentation: { turns: true, stain: null }, patience: 10 } : {}
  return { ...common, ...systems[system].recipe, ...paper }
}
