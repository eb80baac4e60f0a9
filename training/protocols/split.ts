import type { ModelSpec } from '../../engine/spec.ts'
import { type PatchSet, patientsOf } from '../../evaluation/data/patches.ts'

/** Three sides of a data set: indices into a PatchSet. */
export interface Split {
  /** One sentence for the record. */
  description: string
  train: Uint32Array
  validation: Uint32Array
  test: Uint32Array
}

/** Patients that stand on more than one side: their stain and scanner leak into the label. */
export function leakedPatients(set: PatchSet, split: Split): string[] {
  const sides = [split.train, split.validation, split.test].map(side => patientsOf(set, side))
  const all = sides.flat()
  return [...new Set(all.filter((name, index) => all.indexOf(name) !== index))].sort()
}

/** Indices of all patches, sorted onto the three sides by patient. */
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

/** The sides of a training as its model's spec.json names them. Whom it does not name was not trained on: they are for the test. */
export function splitOf(
  set: PatchSet,
  { patients, validationPatients, protocol }: ModelSpec['trainingData']
): Split {
  return byPatient(set, protocol, patient =>
    validationPatients.includes(patient) ? 'validation' : patients.includes(patient) ? 'train' : 'test'
  )
}
