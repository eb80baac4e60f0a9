import { DuctalError } from '../../contract/errors.ts'
import { classOf, type PatchSet } from '../../evaluation/data/patches.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { byPatient, type Split } from './split.ts'

/**
 * Grouped k-fold: splits the patients into N groups. The K-th group is the test side, the next one
 * the validation side, and the rest is for training. Groups are as equal in patches of both classes
 * as whole patients allow. Throws `usage` if `fold` is not K/N, or if there are more groups than
 * patients.
 */
export function foldSplit(set: PatchSet, seed: number, fold: string): Split {
  const [k = 0, n = 0] = /^\d+\/\d+$/.test(fold) ? fold.split('/').map(Number) : []
  if (set.patients.length < 3)
    throw new DuctalError(
      'usage',
      `Folds need at least three patients, but the folder has ${set.patients.length}. Choose another protocol.`
    )
  if (k < 1 || k > n || n < 3 || n > set.patients.length)
    throw new DuctalError(
      'usage',
      `--fold needs K/N, the K-th of N groups (N from 3 to ${set.patients.length}), not “${fold}”.`
    )
  const groupOf = groupsOf(set, seed, n)
  const next = (k % n) + 1
  return byPatient(
    set,
    `patients in ${n} groups, seed ${seed}: group ${k} left out, group ${next} for validation`,
    patient => {
      const group = (groupOf.get(patient) as number) + 1
      if (group === k) return 'test'
      return group === next ? 'validation' : 'train'
    }
  )
}

/**
 * Splits patients into n groups: largest patient first, each into the group with the fewest patches
 * of that patient's classes.
 */
export function groupsOf(
  set: PatchSet,
  seed: number,
  n: number,
  patients: readonly string[] = set.patients
): Map<string, number> {
  const counts = new Map(set.patients.map(patient => [patient, [0, 0] as [number, number]]))
  for (let index = 0; index < set.count; index++)
    (counts.get(set.patients[set.patientOf[index] as number] as string) as [number, number])[
      classOf(set, index)
    ]++
  const totals = [...counts.values()].reduce<[number, number]>(
    ([negative, positive], count) => [negative + count[0], positive + count[1]],
    [0, 0]
  )
  const shares = (patient: string) =>
    (counts.get(patient) as [number, number]).map(
      (count, kind) => count / Math.max(1, totals[kind] as number)
    )
  const largest = (patient: string) => Math.max(...shares(patient))
  const order = shuffled(patients, randomOf('folds', seed)).sort((a, b) => largest(b) - largest(a))
  const held = Array.from({ length: n }, () => [0, 0])
  const groupOf = new Map<string, number>()
  for (const patient of order) {
    const added = shares(patient)
    const crowding = held.map(group =>
      group.reduce((sum, share, kind) => sum + share * (added[kind] as number), 0)
    )
    const fewest = (group: number) => (held[group] as number[]).reduce((sum, share) => sum + share, 0)
    const best = held
      .map((_, group) => group)
      .sort((a, b) => (crowding[a] as number) - (crowding[b] as number) || fewest(a) - fewest(b))[0] as number
    groupOf.set(patient, best)
    held[best] = (held[best] as number[]).map((share, kind) => share + (added[kind] as number))
  }
  return groupOf
}
