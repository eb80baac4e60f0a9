import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evaluation } from '../../evaluation/evaluate.ts'
import { floorName } from '../floor/name.ts'
import type { Recipe } from '../loop/recipe.ts'
import type { ProtocolName } from '../protocols/protocol.ts'
import { type SystemName, systemNames } from '../systems.ts'

export type Contender = SystemName | typeof floorName
export const contenders: readonly Contender[] = [...systemNames, floorName]

/** One training and what came of it on patches that it never saw: all that docs/results/ is made of. */
export interface Run {
  system: Contender
  protocol: ProtocolName
  /** One sentence on the split. */
  split: string
  seed: number
  recipe: Partial<Recipe>
  parameters: number
  /** Bytes of the weights as they are stored. */
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
  /** Absent where nothing was kept for validation. */
  validation?: { auc: number | null; accuracy: number }
  patchesPerSecond: number
}

/** Where the runs are kept, one file each. */
export const runsFolder = join(import.meta.dirname, '..', '..', 'docs', 'results', 'runs')

/** File name: what tells this run from the others. */
export function nameOf({ system, protocol, seed, figures }: Run): string {
  const left = protocol === 'slides' ? `-${figures.perPatient.map(({ patient }) => patient).join('-')}` : ''
  return `${system}-${protocol}${left}-${seed}`
}

/** All runs of a folder, by name; none where it is not there. */
export async function readRuns(folder: string): Promise<Run[]> {
  const names = await readdir(folder).catch(() => [])
  const files = names.filter(name => name.endsWith('.json')).sort()
  return Promise.all(files.map(async name => JSON.parse(await readFile(join(folder, name), 'utf8'))))
}
