import { qualityClasses } from '../../contract/runs/quality.ts'
import { featuresOf, qualityFeatures } from '../../engine/quality/features.ts'
import { type PatchSet, patientNameOf, pixelsOf } from '../../evaluation/data/patches.ts'
import { randomOf } from '../../evaluation/random.ts'
import type { Recipe, Source } from './alterations.ts'
import { mosaicOf } from './mosaic.ts'

/** Features of one patch, as input of the quality check. */
export interface Sample {
  patient: string
  /** Index in qualityClasses. */
  class: number
  /** Name of the recipe that altered the patch. */
  name: string
  features: Float32Array
}

/**
 * Applies each recipe to each patch where possible. The same seed produces the same samples.
 * @param every apply each recipe to one patch in this many; unaltered patches are all used
 * @param leftOut patients whose patches are not used
 */
export function samplesOf(
  set: PatchSet,
  recipes: readonly Recipe[],
  seed: number,
  every = 1,
  leftOut: ReadonlySet<string> = new Set()
): Sample[] {
  const cutOf = mosaicOf(set)
  const samples: Sample[] = []
  for (let index = 0; index < set.count; index++) {
    const patient = patientNameOf(set, index)
    if (leftOut.has(patient)) continue
    const source: Source = { patch: pixelsOf(set, index), cut: cutOf(index) }
    recipes.forEach(({ name, number, kind, make }) => {
      if ((index + number) % every !== 0 && name !== realTrial) return
      const made = make(source, randomOf(seed, 'quality', number, set.files[index] as string))
      if (!made) return
      const features = new Float32Array(qualityFeatures)
      featuresOf(made, 0, features)
      samples.push({ patient, class: qualityClasses.indexOf(kind), name, features })
    })
  }
  return samples
}

/** Name of the trial that leaves patches unaltered. */
export const realTrial = 'real'
