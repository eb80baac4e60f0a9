import type { Tokenisation } from '../../engine/models/recurrent.ts'
import type { Augmentation } from '../augment/augment.ts'
import type { OptimizerName } from './optimizer.ts'
import type { Sampling } from './sampler.ts'

/** How a network is trained. Recorded whole in the log and in the checkpoint. */
export interface Recipe {
  /** How a recurrent network reads a patch; absent: pixel by pixel, or no sequence at all. */
  tokens?: Tokenisation
  /** Units of a recurrent network; absent: as the network's defaults say, or none at all. */
  units?: number
  /** Share of the units before the last layer that is dropped in training; absent: as the network's defaults say, or none at all. */
  dropout?: number
  epochs: number
  batch: number
  sampling: Sampling
  /** Patches an epoch where they are drawn `balanced`. */
  patchesPerEpoch: number
  optimizer: OptimizerName
  /** Highest learning rate; it rises over the first steps and falls along a cosine to zero. */
  rate: number
  warmupSteps: number
  weightDecay: number
  /** Largest Euclidean norm of all gradients together, to which longer ones are cut (Pascanu et al. 2013); 0 leaves them. */
  clip: number
  /** Share of a label that goes to the other class. */
  labelSmoothing: number
  augmentation: Augmentation
  /** Decay of the running average of the weights, which is what is evaluated and kept; 0 keeps the weights themselves. */
  averaging: number
  /** Epochs without a better validation score after which it stops; 0 trains to the end and keeps the last. */
  patience: number
}

/** The learning rate of a step, of `total`. */
export function rateAt(recipe: Recipe, step: number, total: number): number {
  if (step < recipe.warmupSteps) return (recipe.rate * (step + 1)) / recipe.warmupSteps
  const done = (step - recipe.warmupSteps) / Math.max(1, total - recipe.warmupSteps)
  return (recipe.rate * (1 + Math.cos(Math.PI * done))) / 2
}
