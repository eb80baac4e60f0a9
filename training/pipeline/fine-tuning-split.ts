import { DuctalError } from '../../contract/errors.ts'
import type { ModelSpec } from '../../engine/model-folder/spec.ts'
import { classCounts, type PatchSet, patientNameOf } from '../../evaluation/data/patches.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { byPatient, expectApart, type Split } from '../data/split.ts'

export interface SideOptions {
  seed: number
  /** Patients to compare on. Empty: a third of those the parent never saw, by the seed. */
  test: string[]
  validation: string[]
  /** Whether the comparison uses other patients, so that none need be left out here. */
  judgedElsewhere: boolean
}

type TrainingData = ModelSpec['trainingData']

/** Patients whose patches determined a weight or a threshold. */
export const seenBy = (data: TrainingData): Set<string> =>
  new Set([...data.patients, ...data.validationPatients])

/**
 * Splits corrected patches. No patient that the parent saw is on the test side.
 * @throws usage
 */
export function tuningSplit(set: PatchSet, parent: TrainingData, options: SideOptions): Split {
  const seen = seenBy(parent)
  const { validation } = options
  expectApart(options.test, validation)
  for (const patient of [...options.test, ...validation]) expectThere(set, patient)
  const known = options.test.filter(patient => seen.has(patient))
  if (known.length > 0)
    throw new DuctalError(
      'usage',
      `The parent was trained on ${known.join(', ')}. Leave out patients that neither model has seen.`
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

/**
 * Draws a third of the patients that the parent has not seen, but at least one. Skips a patient if
 * the training side would otherwise lack a class.
 */
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
    throw new DuctalError(
      'usage',
      `The folder has no patient ${patient}. Its patients are ${set.patients.join(', ')}.`
    )
}
