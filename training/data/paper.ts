import type { PatchSet } from '../../evaluation/data/patches.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import type { Split } from './split.ts'

/**
 * The paper's protocol: half of the patches at random, with 15 % of them for validation. As in the
 * paper, patients leak between the sides.
 */
export function paperSplit(set: PatchSet, seed: number): Split {
  const order = shuffled(
    Array.from({ length: set.count }, (_, index) => index),
    randomOf('paper', seed)
  )
  const half = Math.floor(set.count / 2)
  const validation = Math.round(half * 0.15)
  return {
    description: `random 50:50 by patch, 15 % of train for validation, seed ${seed}`,
    train: Uint32Array.from(order.slice(validation, half)),
    validation: Uint32Array.from(order.slice(0, validation)),
    test: Uint32Array.from(order.slice(half))
  }
}
