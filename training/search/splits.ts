import { DuctalError } from '../../contract/errors.ts'
import { classCounts, type PatchSet, patientNameOf, patientsOf } from '../../evaluation/data/patches.ts'
import { areasWithin } from '../../evaluation/metrics/figures.ts'
import { randomOf, shuffled } from '../../evaluation/random.ts'
import { groupsOf } from '../data/folds.ts'
import type { Split } from '../data/split.ts'

/**
 * Returns the trainings that score one candidate: each leaves one group of patients out for
 * validation. Groups without a slide to score on are always trained on. A single patient is split
 * in half by patch, as the description then states. The patients in `test` are on no side.
 * @throws usage if a patient is missing, or if all are kept out; training/one-class if no group has
 *   both classes
 */
export function searchSplits(set: PatchSet, seed: number, groups: number, test: string[]): Split[] {
  const patients = searched(set, test)
  const indices = everyIndex(set).filter(index => patients.includes(patientNameOf(set, index)))
  if (patients.length === 1) return [halved(indices, seed)]
  const count = Math.min(groups, patients.length)
  const groupOf = groupsOf(set, seed, count, patients)
  const splits = Array.from({ length: count }, (_, group) =>
    split(
      `patients in ${count} groups, seed ${seed}: group ${group + 1} for validation`,
      indices,
      index => groupOf.get(patientNameOf(set, index)) === group
    )
  )
  const judging = splits.filter(({ validation }) => areasWithin(set, validation, validation).length > 0)
  const telling =
    judging.length > 0 ? judging : splits.filter(({ validation }) => bothClasses(set, validation))
  if (telling.length > 0) return telling
  throw new DuctalError(
    'training/one-class',
    `None of the ${count} groups of patients has patches of both classes. Choose other patients or fewer groups.`
  )
}

/** @throws usage */
function searched(set: PatchSet, test: string[]): string[] {
  const unknown = test.find(patient => !set.patients.includes(patient))
  if (unknown !== undefined)
    throw new DuctalError(
      'usage',
      `The folder has no patient ${unknown}. Its patients are ${set.patients.join(', ')}.`
    )
  const patients = patientsOf(set, everyIndex(set)).filter(patient => !test.includes(patient))
  if (patients.length > 0) return patients
  throw new DuctalError('usage', '--test leaves no patients for the search. Name fewer patients.')
}

function halved(indices: Uint32Array, seed: number): Split {
  const validation = new Set(shuffled([...indices], randomOf('search', seed)).slice(0, indices.length >> 1))
  return split(`one patient, halved by patch, seed ${seed}`, indices, index => validation.has(index))
}

function split(description: string, indices: Uint32Array, isValidation: (index: number) => boolean): Split {
  return {
    description,
    train: indices.filter(index => !isValidation(index)),
    validation: indices.filter(isValidation),
    test: new Uint32Array(0)
  }
}

function bothClasses(set: PatchSet, indices: Uint32Array): boolean {
  const { negative, positive } = classCounts(set, indices)
  return negative > 0 && positive > 0
}

const everyIndex = (set: PatchSet) => Uint32Array.from({ length: set.count }, (_, index) => index)
