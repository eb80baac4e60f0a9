import { DuctalError } from '../../contract/errors.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { type PatchSet, patientsOf } from '../../evaluation/data/patches.ts'

/** Three sides of a data set, as indices into a PatchSet. */
export interface Split {
  /** One sentence for the record. */
  description: string
  train: Uint32Array
  validation: Uint32Array
  test: Uint32Array
}

/** Patients on more than one side: their stain and scanner leak into the label. */
export function leakedPatients(set: PatchSet, split: Split): string[] {
  const sides = [split.train, split.validation, split.test].map(side => patientsOf(set, side))
  const all = sides.flat()
  return [...new Set(all.filter((name, index) => all.indexOf(name) !== index))].sort()
}

/** Assigns the indices of all patches to the three sides by patient. */
export function byPatient(
  set: PatchSet,
  description: string,
  sideOf: (patient: string) => 'train' | 'validation' | 'test'
): Split {
  const sides = { train: [] as number[], validation: [] as number[], test: [] as number[] }
  const side = set.patients.map(sideOf)
  for (let index = 0; index < set.count; index++)
    sides[side[set.patientOf[index] as number] as keyof typeof sides].push(index)
  return {
    description,
    train: Uint32Array.from(sides.train),
    validation: Uint32Array.from(sides.validation),
    test: Uint32Array.from(sides.test)
  }
}

/**
 * Refuses a patient who would be on two sides.
 * @throws usage
 */
export function expectApart(test: readonly string[], validation: readonly string[]): void {
  const both = test.filter(patient => validation.includes(patient))
  if (both.length === 0) return
  throw new DuctalError(
    'usage',
    `${both.length === 1 ? `The patient ${both[0]} is` : `The patients ${both.join(', ')} are`} in both --test and --validation. Name each patient in one of them.`
  )
}

/**
 * Split of a model's training as stated in its spec.json. Patients not named there were not trained
 * on and belong to the test side.
 */
export function splitOf(
  set: PatchSet,
  { patients, validationPatients, protocol }: ModelSpec['trainingData']
): Split {
  return byPatient(set, protocol, patient =>
    validationPatients.includes(patient) ? 'validation' : patients.includes(patient) ? 'train' : 'test'
  )
}
