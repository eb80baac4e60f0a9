import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { classCounts, type PatchSet } from '../../evaluation/data/patches.ts'
import type { Split } from '../data/split.ts'
import { withFolder } from '../output/folder.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { recipeOf, type SystemName, systems } from '../recipes/systems.ts'
import { openTrainingBackend } from '../trainer/backend.ts'
import type { Progress } from '../trainer/trainer.ts'
import { type Round, ranked, roundsOf, type Scored } from './halving.ts'
import { refuseOther, SearchLog } from './log.ts'
import { candidateOf } from './space.ts'
import { searchSplits } from './splits.ts'
import { judgeTrial, scoreOf, type Verdict } from './trial.ts'

export interface SearchOptions {
  system: SystemName
  set: PatchSet
  seed: number
  candidates: number
  /** Number of groups of patients, each left out in turn. */
  groups: number
  /** Patients that no part of the search sees. */
  test: string[]
  /** Recipe values fixed for all candidates. Its epochs are those of the last round. */
  given: Partial<Recipe>
  /** Folder of search.jsonl, and of the running training's checkpoint. */
  out: string
  resume: boolean
  /** Number of threads for a recurrent network. Absent: this thread alone. */
  threads?: number
  onTraining?: (training: SearchProgress) => void
}

export interface SearchProgress {
  round: number
  rounds: number
  candidate: number
  group: number
  groups: number
  progress: Progress
}

/** The last round of a candidate, and its score there. */
export interface Placed extends Scored {
  /** Differences from the system's recipe, with the epochs of its last round. */
  recipe: Partial<Recipe>
  round: number
}

export const searchLog = 'search.jsonl'

/** A search in progress. */
interface Task {
  options: SearchOptions
  /** The system's recipe, from which the candidates differ. */
  base: Recipe
  drawn: Partial<Recipe>[]
  rounds: Round[]
  splits: Split[]
  log: SearchLog
}

/**
 * Searches for a recipe by successive halving, on validation only, and logs every step. The same
 * seed produces the same result, even if the search is killed and resumed. Returns the candidates,
 * best first. Throws `usage`, `training/one-class`,
 * `training/bad-checkpoint`, `training/taken`, `training/in-use`.
 */
export const search = (options: SearchOptions): Promise<Placed[]> =>
  withFolder(options.out, () => searchIn(options))

async function searchIn(options: SearchOptions): Promise<Placed[]> {
  const { system, set, seed, candidates, given } = options
  const splits = searchSplits(set, seed, options.groups, options.test)
  const base = { ...recipeOf(system, 'slides'), patience: 0 }
  const rounds = roundsOf(candidates, given.epochs ?? base.epochs)
  const drawn = Array.from({ length: candidates }, (_, i) => candidateOf(system, seed, i, given))
  await openTrainingBackend(systems[system].needs)
  const start = { type: 'start', ...identityOf(options, splits), rounds }
  const path = join(options.out, searchLog)
  if (!options.resume) {
    await refuseOther(path, start)
    await rm(trialsOf(options), { recursive: true, force: true })
  }
  const log = await SearchLog.open(path, options.resume)
  try {
    await log.begin(start)
    const placed = await runRounds({ options, base, drawn, rounds, splits, log })
    await log.next(() => ({ type: 'end', winner: placed[0] }))
    await rm(trialsOf(options), { recursive: true, force: true })
    return placed
  } finally {
    await log.close()
  }
}

const trialsOf = ({ out }: SearchOptions) => join(out, 'trials')

function identityOf({ system, set, seed, candidates, test, given }: SearchOptions, splits: Split[]) {
  const patches = classCounts(set, [...set.classes.keys()])
  const groups = splits.map(({ description }) => description)
  return { system, seed, candidates, test, given, groups, patients: set.patients, patches }
}

/** Runs all rounds. Each ranks its candidates, and the better half continues to the next. */
async function runRounds(task: Task): Promise<Placed[]> {
  const { rounds, log } = task
  let left = task.drawn.map((_, candidate) => candidate)
  let out: Placed[] = []
  for (const [index, { epochs }] of rounds.entries()) {
    const round = index + 1
    const placed: Placed[] = []
    for (const candidate of left) {
      const recipe = { ...task.drawn[candidate], epochs }
      placed.push({
        candidate,
        recipe,
        round,
        score: scoreOf(await judgeCandidate(task, round, candidate, recipe))
      })
    }
    const order = ranked(placed)
    await log.next(() => ({
      type: 'round',
      round,
      epochs,
      ranked: order.map(({ candidate, score }) => ({ candidate, score }))
    }))
    const staying = rounds[round]?.candidates ?? 0
    left = order.slice(0, staying).map(({ candidate }) => candidate)
    out = [...order.slice(staying), ...out]
  }
  return out
}

/** Trains once for each left-out group; takes results that the log already has from there. */
async function judgeCandidate(
  { options, base, rounds, splits, log }: Task,
  round: number,
  candidate: number,
  recipe: Partial<Recipe>
): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const [index, split] of splits.entries()) {
    const place = { round, candidate, group: index + 1 }
    const folder = join(trialsOf(options), `${round}-${candidate}-${place.group}`)
    const { system, set, seed, onTraining } = options
    const onProgress = (progress: Progress) =>
      onTraining?.({ ...place, rounds: rounds.length, groups: splits.length, progress })
    const whole = { ...base, ...recipe }
    const judge = () =>
      judgeTrial({
        ...{ system, set, seed, split, recipe: whole, folder, onProgress },
        ...(options.threads ? { threads: options.threads } : {})
      })
    verdicts.push(await log.next(async () => ({ type: 'trial', ...place, recipe, ...(await judge()) })))
    await rm(folder, { recursive: true, force: true })
  }
  return verdicts
}
