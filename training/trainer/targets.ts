import { classOf, type PatchSet } from '../../evaluation/data/patches.ts'
import type { Recipe } from '../recipes/recipe.ts'

/**
 * For each patch of the set, the share of its label that belongs to class 1: smoothed, then mixed
 * with what the teachers say (Hinton et al. 2015). Teachers are asked about training patches only.
 */
export function targetsOf({
  set,
  recipe,
  taught
}: {
  set: PatchSet
  recipe: Pick<Recipe, 'labelSmoothing' | 'teaching'>
  taught?: Float32Array
}): Float32Array {
  const { labelSmoothing, teaching } = recipe
  const share = taught ? (teaching?.share ?? 0) : 0
  return Float32Array.from({ length: set.count }, (_, index) => {
    const label = classOf(set, index) === 1 ? 1 - labelSmoothing : labelSmoothing
    return share > 0 ? (1 - share) * label + share * (taught?.[index] as number) : label
  })
}
