import { DuctalError } from '../../contract/errors.ts'
import { classOf, type PatchSet } from '../../evaluation/data/patches.ts'
import { byPatient, expectApart, type Split } from './split.ts'

/**
 * Leaves out one or more patients (complete slides) for the test, and others for validation if
 * named. The rest is for training. Throws `usage` if a patient is not in the folder, or
 * on both sides.
 */
export function slideSplit(set: PatchSet, test: string[], validation: string[]): Split {
  expectApart(test, validation)
  for (const patient of [...test, ...validation])
    if (!set.patients.includes(patient))
      throw new DuctalError(
        'usage',
        `The folder has no patient ${patient}. Its patients are ${set.patients.join(', ')}.`
      )
  const named = validation.length > 0 ? `, ${validation.join(', ')} for validation` : ', no validation'
  return byPatient(set, `${test.join(', ')} left out${named}`, patient => {
    if (test.includes(patient)) return 'test'
    return validation.includes(patient) ? 'validation' : 'train'
  })
}

/**
 * Smallest number of patches of each class for a slide to be tested on: with fewer, sensitivity or
 * specificity is down to chance.
 */
const enough = 50

/**
 * Chooses the slide to leave out if none is named. Candidates have enough patches of both classes,
 * and more without carcinoma than with it, as complete slides have. The seed picks one of them in
 * turn. Throws `usage` if there is none.
 */
export function judgeable(set: PatchSet, seed: number): string {
  const counts = set.patients.map(() => [0, 0] as [number, number])
  for (let index = 0; index < set.count; index++)
    (counts[set.patientOf[index] as number] as [number, number])[classOf(set, index)]++
  const slides = set.patients.filter((_, patient) => {
    const [negative, positive] = counts[patient] as [number, number]
    return positive >= enough && negative > positive
  })
  const slide = slides[(seed + slides.length - 1) % slides.length]
  if (slide) return slide
  throw new DuctalError(
    'usage',
    `No patient in this folder has ${enough} patches of each class and more without carcinoma than with it. Choose the patients to leave out with --test.`
  )
}
