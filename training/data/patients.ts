import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { byPatient, type Split } from './split.ts'

/**
 * Splits by patient. Uses the data set author's own split if the folder has a manifest.tsv that
 * states it; patients missing from it are held out for the test. Else splits the patients 70:15:15
 * by seed.
 */
export async function patientSplit(set: PatchSet, folder: string, seed: number): Promise<Split> {
  const stated = await authorsSplit(folder)
  if (stated) {
    const sides = { train: 'train', val: 'validation' } as const
    return byPatient(
      set,
      'the data set author’s split by patient (manifest.tsv); patients that it does not list are the test',
      patient => sides[stated.get(patient) as keyof typeof sides] ?? 'test'
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

/** official_split of each patient in manifest.tsv, or undefined if there is none. */
async function authorsSplit(folder: string): Promise<Map<string, string> | undefined> {
  let text: string
  try {
    text = await readFile(join(folder, 'manifest.tsv'), 'utf8')
  } catch {
    return undefined
  }
  const [head, ...rows] = text.trimEnd().split(/\r?\n/)
  const columns = (head ?? '').split('\t')
  const [patient, split] = [columns.indexOf('patient'), columns.indexOf('official_split')]
  if (patient < 0 || split < 0) return undefined
  return new Map(rows.map(row => row.split('\t')).map(cells => [cells[patient] ?? '', cells[split] ?? '']))
}
