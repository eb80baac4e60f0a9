import { DuctalError } from '../../contract/errors.ts'
import type { PatchSet } from '../data/patches.ts'
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
