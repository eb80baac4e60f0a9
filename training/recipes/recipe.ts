import type { Tokenisation } from '../../engine/models/recurrent.ts'
import type { Augmentation } from '../data/augment.ts'
import type { Sampling } from '../data/sampler.ts'

export type OptimizerName = 'adam' | 'rmsprop'

export interface Teaching {
  teachers: { name: string; version: string; weightsSha256: string }[]
  /** Their part of the label. */
  share: number
}

/** How a network is trained. The log and the checkpoint record all of it. */
export interface Recipe {
  /** How a recurrent network reads a patch. Absent: pixel by pixel, or not as a sequence. */
  tokens?: Tokenisation
  /** Units of a recurrent network. Absent: the network's default, or no recurrence. */
  units?: number
  /** Filters of a convolutional network's stem and blocks. Absent: the network's default. */
  filters?: readonly number[]
  /**
   * Share of the units before the last layer to drop in training. Absent: the network's default, or
   * no dropout.
   */
  dropout?: number
  epochs: number
  batch: number
  sampling: Sampling
  /** Patches per epoch if sampling is `balanced`. */
  patchesPerEpoch: number
  optimizer: OptimizerName
  /** Highest learning rate, reached after the warm-up; then falls along a cosine to zero. */
  rate: number
  warmupSteps: number
  weightDecay: number
  /**
   * Largest Euclidean norm of all gradients together; longer ones are scaled down (Pascanu et al.
   * 2013). 0 means no limit.
   */
  clip: number
  /** Share of a label that goes to the other class. */
  labelSmoothing: number
  /** Models whose mean probability makes a part of each label. Absent: the label stands alone. */
  teaching?: Teaching
  augmentation: Augmentation
  /**
   * Decay of the running average of the weights, which is evaluated and kept; 0 keeps the weights
   * themselves.
   */
  averaging: number
  /**
   * Epochs without a better validation score after which training stops; 0 trains to the end and
   * keeps the last weights.
   */
  patience: number
}

/** Learning rate of step `step` out of `total`. */
export function rateAt(recipe: Recipe, step: number, total: number): number {
  if (step < recipe.warmupSteps) return (recipe.rate * (step + 1)) / recipe.warmupSteps
  const done = (step - recipe.warmupSteps) / Math.max(1, total - recipe.warmupSteps)
  return (recipe.rate * (1 + Math.cos(Math.PI * done))) / 2
}
