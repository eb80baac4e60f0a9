import { join } from 'node:path'
import type { Evaluation } from '../../../evaluation/evaluate.ts'
import { baselineName } from '../../baseline/baseline.ts'
import type { ProtocolName } from '../../data/protocol.ts'
import { readJsonFolder } from '../../output/files.ts'
import type { Recipe } from '../../recipes/recipe.ts'
import { paperSystemNames, type SystemName } from '../../recipes/systems.ts'

export type Contender = SystemName | typeof baselineName
export const contenders: readonly Contender[] = [...paperSystemNames, baselineName]

/** A training and its figures on patches that it never saw: the data behind docs/results/. */
export interface Run {
  system: Contender
  protocol: ProtocolName
  /** One sentence about the split. */
  split: string
  seed: number
  recipe: Partial<Recipe>
  parameters: number
  /** Size of the stored weights in bytes. */
  bytes: number
  train: Side
  validation: Side
  test: Side
  epochs: Epoch[]
  figures: Evaluation
}

export interface Side {
  patches: number
  negative: number
  positive: number
}

/** One epoch of a training's log. */
export interface Epoch {
  loss: number
  /** Absent if there were no validation patches. */
  validation?: { auc: number | null; accuracy: number }
  patchesPerSecond: number
}

/** Folder of the runs, with one file for each. */
export const runsFolder = join(import.meta.dirname, '../../..', 'docs', 'results', 'runs')

/** Folder of the runs on all 226 patients. */
export const largerFolder = join(runsFolder, '..', 'runs-226')

/** Minimum number of patches of a run on all 226 patients; the first 20 have 7,827. */
const larger = 20_000

export const isLarger = ({ train, validation, test }: Run): boolean =>
  train.patches + validation.patches + test.patches >= larger

/** File name that distinguishes this run from all others. */
export function nameOf({ system, protocol, seed, figures }: Run): string {
  const left = protocol === 'slides' ? `-${figures.perPatient.map(({ patient }) => patient).join('-')}` : ''
  return `${system}-${protocol}${left}-${seed}`
}

/** All runs of a folder, by name; empty if the folder does not exist. */
export const readRuns = (folder: string): Promise<Run[]> => readJsonFolder(folder)
