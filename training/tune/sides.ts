import { DuctalError } from '../../contract/errors.ts'
import type { ModelSpec } from '../../engine/spec.ts'
import { classCounts, type PatchSet, patientNameOf } from '../../evaluation/data/patches.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { byPatient, type Split } from '../protocols/split.ts'

export interface SideOptions {
  seed: number
  /** Patients to compare on; empty: a third of those whom the parent never saw, by the seed. */
  test: string[]
  validation: string[]
  /** Whether others are judged, so that nobody need be left out here. */
  judgedElsewhere: boolean
}

type TrainingData = ModelSpec['trainingData']

/** Patients on whose patches a weight or a threshold was chosen. */
export const seenBy = (data: TrainingData): Set<string> =>
  new Set([...data.patients, ...data.validationPatients])

/** Sides of corrected patches. Nobody whom the parent saw is in the test. @throws usage */
export function tuningSplit(set: PatchSet, parent: TrainingData, options: SideOptions): Split {
  const seen = seenBy(parent)
  const { validation } = options
  for (const patient of [...options.test, ...validation]) expectThere(set, patient)
  const known = options.test.filter(patient => seen.has(patient))
  if (known.length > 0)
    throw new DuctalError(
      'usage',
      `The parent was trained on ${known.join(', ')}: leave out patients whom neither has seen.`
    )
  const test = options.test.length > 0 || options.judgedElsewhere ? options.test : drawn(set, seen, options)
  const names = (patients: string[]) => (patients.length === 0 ? 'nobody' : patients.join(', '))
  return byPatient(
    set,
    `trained on from a parent; ${names(test)} left out, ${names(validation)} for validation`,
    patient => {
      if (test.includes(patient)) return 'test'
      return validation.includes(patient) ? 'validation' : 'train'
    }
  )
}

/** As many as a third of those whom nobody has seen, at least one, and never so many that a class is missing on the other side. */
function drawn(set: PatchSet, seen: Set<string>, { seed, validation }: SideOptions): string[] {
  const unseen = set.patients.filter(patient => !seen.has(patient) && !validation.includes(patient))
  const test: string[] = []
  for (const patient of shuffled(unseen, randomOf('compare', seed))) {
    if (test.length >= Math.max(1, Math.round(unseen.length / 3))) break
    const without = [...test, patient, ...validation]
    if (bothClasses(set, without)) test.push(patient)
  }
  return test.sort()
}

function bothClasses(set: PatchSet, without: string[]): boolean {
  const left = [...set.classes.keys()].filter(index => !without.includes(patientNameOf(set, index)))
  const { negative, positive } = classCounts(set, left)
  return negative > 0 && positive > 0
}

function expectThere(set: PatchSet, patient: string): void {
  if (!set.patients.includes(patient))
    throw new DuctalError('usage', `The folder has no patient ${patient}: it has ${set.patients.join(', ')}.`)
}
