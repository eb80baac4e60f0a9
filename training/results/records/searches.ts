import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { readJsonFolder, writeJson } from '../../output/files.ts'
import { figure, table } from '../../output/markdown.ts'
import type { Recipe } from '../../recipes/recipe.ts'
import type { SystemName } from '../../recipes/systems.ts'
import type { Round } from '../../search/halving.ts'
import { searchLog } from '../../search/search.ts'
import { runsFolder } from './run.ts'
import { titleOf } from './summary.ts'

/** A finished search: the patients kept out of it, and how far each candidate came. */
export interface KeptSearch {
  system: SystemName
  seed: number
  /** Patients that no part of the search saw. */
  test: string[]
  groups: number
  rounds: Round[]
  /** Best first. */
  candidates: KeptCandidate[]
}

interface KeptCandidate {
  candidate: number
  round: number
  epochs: number
  /**
   * One score per round that the candidate took part in: mean AUC within slides that it was not
   * trained on; null if a training failed.
   */
  scores: (number | null)[]
  /** The recipe as options of the terminal. */
  options: string
}

interface Entry {
  type: 'start' | 'trial' | 'round' | 'end'
}
interface Start extends Entry {
  system: SystemName
  seed: number
  test: string[]
  groups: string[]
  rounds: Round[]
}
interface RoundEnd extends Entry {
  round: number
  epochs: number
  ranked: { candidate: number; score: number | null }[]
}
interface Trial extends Entry {
  candidate: number
  recipe: Partial<Recipe>
}

const searchesFolder = join(runsFolder, '..', 'searches')

/**
 * Collects the data for docs/results/ from a search's folder.
 * @throws usage if the search has not ended
 */
export async function takeSearch(
  folder: string,
  wordsOf: (recipe: Partial<Recipe>) => string
): Promise<string> {
  const text = await readFile(join(folder, searchLog), 'utf8').catch(error => {
    throw new DuctalError('path/missing', `${folder} has no search. Give the --out folder of a search.`, {
      cause: error
    })
  })
  const search = searchOf(text, wordsOf)
  if (!search)
    throw new DuctalError('usage', `The search in ${folder} is not finished. Continue it with --resume.`)
  await mkdir(searchesFolder, { recursive: true })
  const file = join(searchesFolder, `${search.system}-${search.seed}.json`)
  await writeJson(file, search, 1)
  return file
}

/** Reads a search's log; undefined if the search has not ended. */
export function searchOf(text: string, wordsOf: (recipe: Partial<Recipe>) => string): KeptSearch | undefined {
  const entries = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Entry)
  if (!entries.some(({ type }) => type === 'end')) return undefined
  const { system, seed, test, groups, rounds } = entries[0] as Start
  const trials = entries.filter((entry): entry is Trial => entry.type === 'trial')
  const ends = entries.filter((entry): entry is RoundEnd => entry.type === 'round')
  const candidates = ends.flatMap(({ round, epochs, ranked }, place) =>
    ranked.slice(rounds[place + 1]?.candidates ?? 0).map(({ candidate }) => {
      const trial = trials.findLast(trial => trial.candidate === candidate)
      const scores = ends
        .slice(0, round)
        .map(({ ranked }) => ranked.find(other => other.candidate === candidate)?.score ?? null)
      return { candidate, round, epochs, scores, options: wordsOf(trial?.recipe ?? {}) }
    })
  )
  // The sort is stable, so that each round keeps the search's order.
  const placed = candidates.toSorted((a, b) => b.round - a.round)
  return { system, seed, test, groups: groups.length, rounds, candidates: placed }
}

export const readSearches = (): Promise<KeptSearch[]> => readJsonFolder(searchesFolder)

export function searchSection({ system, seed, test, groups, rounds, candidates }: KeptSearch): string {
  const rows = candidates.map(({ candidate, scores, options }) => [
    candidate === 0 ? '0 (the system’s default)' : String(candidate),
    ...rounds.map((_, place) => figure(scores[place])),
    options ? `\`${options}\`` : ''
  ])
  const halves = rounds
    .map(
      round => `${round.candidates} candidates at ${round.epochs} ${round.epochs === 1 ? 'epoch' : 'epochs'}`
    )
    .join(', then ')
  return `## A search: ${titleOf(system)}
Successive halving (\`ductal search\`, seed ${seed}): ${halves}. Each candidate is trained once without each of ${groups} groups of
patients; its score is the mean AUC within the slides of that group. ${test.length === 0 ? 'No patient was excluded from the search' : `${test.join(', ')} were excluded from the search`}. The best of several
candidates looks better than it is. The search is small, has one seed, and no shipped model uses its winner.

${table(['candidate', ...rounds.map(({ epochs }, place) => `round ${place + 1}: AUC (epochs: ${epochs})`), 'options'], rows)}`
}
