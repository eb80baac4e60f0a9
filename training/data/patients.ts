import { DuctalError } from '../../contract/errors.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { readManifest } from './manifest.ts'
import { byPatient, type Split } from './split.ts'

/**
 * Splits by patient. Uses the data set author's own lists if the folder has a manifest.tsv that
 * states them: trains on his training patients and tests on his test patients or, where the folder
 * has none of these, on his validation patients; all other patients serve for the threshold. Else
 * splits the patients 70:15:15 by seed.
 * @throws `training/bad-manifest`
 */
export async function patientSplit(set: PatchSet, folder: string, seed: number): Promise<Split> {
  const stated = await readManifest(folder)
  if (stated) {
    if (!set.patients.some(patient => stated.has(patient)))
      throw new DuctalError(
        'training/bad-manifest',
        `manifest.tsv in ${folder} names none of the folder’s ${set.patients.length} patients. Correct it, or remove it to split the patients at random.`
      )
    const testSide = set.patients.some(patient => stated.get(patient) === 'test') ? 'test' : 'validation'
    return byPatient(
      set,
      `the data set author’s lists of patients (manifest.tsv): trained on his training patients, tested on his ${testSide} patients; all others choose the threshold`,
      patient => {
        const side = stated.get(patient)
        return side === 'train' ? 'train' : side === testSide ? 'test' : 'validation'
      }
    )
  }
  const order = shuffled(set.patients, randomOf('patients', seed))
  const held = Math.max(1, Math.round(order.length * 0.15))
  return byPatient(set, `70:15:15 of the patients at random, seed ${seed}`, patient => {
    const place = order.indexOf(patient)
    if (place < held) return 'test'
    return place < 2 * held ? 'validation' : 'train'
  })
}
