import { gateClasses } from '../../engine/quality/classes.ts'
import { featuresOf, gateFeatures } from '../../engine/quality/features.ts'
import { type PatchSet, patientNameOf, pixelsOf } from '../../evaluation/data/patches.ts'
import { randomOf } from '../../evaluation/random.ts'
import type { Recipe, Source } from './makers.ts'
import { mosaicOf } from './mosaic.ts'
import { realTrial } from './real.ts'

/** One patch as the gate sees it. */
export interface Sample {
  patient: string
  /** Place in gateClasses. */
  class: number
  /** What was made of the patch: a trial's name. */
  name: string
  features: Float32Array
}

/**
 * What each recipe makes of each patch, as far as it can be made of it. The same seed gives the same.
 * @param every one patch in so many, the real ones all
 */
export function samplesOf(set: PatchSet, recipes: readonly Recipe[], seed: number, every = 1): Sample[] {
  const cutOf = mosaicOf(set)
  const samples: Sample[] = []
  for (let index = 0; index < set.count; index++) {
    const source: Source = { patch: pixelsOf(set, index), cut: cutOf(index) }
    recipes.forEach(({ name, kind, make }, number) => {
      if (index % every !== 0 && name !== realTrial) return
      const made = make(source, randomOf(seed, 'gate', number, set.files[index] as string))
      if (!made) return
      const features = new Float32Array(gateFeatures)
      featuresOf(made, 0, features, 0)
      const patient = patientNameOf(set, index)
      samples.push({ patient, class: gateClasses.indexOf(kind), name, features })
    })
  }
  return samples
}
