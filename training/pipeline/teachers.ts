import { availableParallelism } from 'node:os'
import { DuctalError } from '../../contract/errors.ts'
import { type ModelSpec, readSpec } from '../../engine/model-folder/spec.ts'
import { loadLayers } from '../../engine/network/load.ts'
import { type PatchSet, patientsOf, pixelsOf } from '../../evaluation/data/patches.ts'
import { orient } from '../data/orient.ts'
import type { Split } from '../data/split.ts'
import type { Recipe, Teaching } from '../recipes/recipe.ts'
import { targetsOf } from '../trainer/targets.ts'
import { sharedOut } from '../trainer/threads/parallel.ts'

/** The eight orientations of a square patch. */
const turns = 8

/** Teachers of a training: their specs are read, and refused where their figures would leak. */
export interface Teachers {
  folders: string[]
  specs: ModelSpec[]
}

/**
 * Reads the teachers' specs.
 * @throws usage if one was trained on a patient that this training is to be evaluated on
 */
export async function openTeachers(folders: string[], set: PatchSet, split: Split): Promise<Teachers> {
  const specs = await Promise.all(folders.map(folder => readSpec(folder)))
  const judged = new Set(patientsOf(set, [...split.validation, ...split.test]))
  for (const { name, version, trainingData } of specs) {
    const seen = trainingData.patients.filter(patient => judged.has(patient))
    if (seen.length > 0)
      throw new DuctalError(
        'usage',
        `The teacher ${name} ${version} was trained on ${seen.join(', ')}, and this training is evaluated on them. Choose another teacher or other patients.`
      )
  }
  return { folders, specs }
}

export const teachingOf = ({ specs }: Teachers, share: number): Teaching => ({
  teachers: specs.map(({ name, version, weightsSha256 }) => ({ name, version, weightsSha256 })),
  share
})

/**
 * The teachers' mean probability of class 1, over all eight orientations, for the patches at
 * `indices`; 0 for the others. Probabilities are those before calibration.
 */
export async function ask(
  { folders }: Teachers,
  set: PatchSet,
  indices: Uint32Array,
  recipe: Recipe,
  onProgress: (done: number, total: number) => void
): Promise<Float32Array> {
  const taught = new Float32Array(set.count)
  const turned: PatchSet = { ...set, pixels: new Uint8Array(set.pixels.length) }
  const total = turns * folders.length
  let done = 0
  for (const folder of folders) {
    const { spec, model } = await loadLayers(folder)
    const { normalisation } = spec.input
    const subject = {
      model,
      set: turned,
      normalisation,
      recipe,
      targets: targetsOf({ set, recipe }),
      seed: 1
    }
    const computation = sharedOut(subject, availableParallelism())
    try {
      for (let turn = 0; turn < turns; turn++) {
        for (const index of indices) orient(pixelsOf(set, index), pixelsOf(turned, index), turn)
        const said = await computation.score(indices)
        indices.forEach((index, i) => {
          taught[index] = (taught[index] as number) + (said[i] as number) / total
        })
        onProgress(++done, total)
      }
    } finally {
      await computation.close()
      model.dispose()
    }
  }
  return taught
}
