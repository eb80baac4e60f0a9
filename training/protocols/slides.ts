import { DuctalError } from '../../contract/errors.ts'
import { classOf, type PatchSet } from '../../evaluation/data/patches.ts'
import { byPatient, type Split } from './split.ts'

/**
 * One or more patients (complete slides) are left out for the test, others may be named for validation, all the rest
 * is trained on. Throws `usage` where a patient is not in the folder.
 */
export function slideSplit(set: PatchSet, test: string[], validation: string[]): Split {
  for (const patient of [...test, ...validation])
    if (!set.patients.includes(patient))
      throw new DuctalError(
        'usage',
        `The folder has no patient ${patient}: it has ${set.patients.join(', ')}.`
      )
  const named = validation.length > 0 ? `, ${validation.join(', ')} for validation` : ', no validation'
  return byPatient(set, `${test.join(', ')} left out${named}`, patient => {
    if (test.includes(patient)) return 'test'
    return validation.includes(patient) ? 'validation' : 'train'
  })
}

/** Patches of each class from which a slide is judged: with fewer, sensitivity or specificity is chance. */
const enough = 50

/**
 * The slide to leave out where nobody names one: of those that have enough of both classes, and more without carcinoma than with
 * it, as complete slides have, the one whose turn it is by the seed. Throws `usage` where there is none.
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
    `No patient of this folder has ${enough} patches of each class and more without carcinoma than with it: name whom to leave out with --test.`
  )
}
