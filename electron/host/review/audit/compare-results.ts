/** Compares runs, slides, reviewers and classes with what the log states of them. */
import type { ReadableDb } from '../../db/connection.ts'
import { integer, parseValue } from '../../db/rows.ts'
import { canonical } from '../log/canonical.ts'
import { type Result, slideNow } from '../log/result.ts'
import { listClasses } from '../regions/classes.ts'
import { listReviewers } from '../reviewers.ts'
import type { Results } from './compare-reviews.ts'
import { differingFacts, type Gathered } from './gather.ts'
import { isTampered } from './tampered.ts'

/**
 * Compares the results of runs with the library.
 * @param runId compares only this run
 */
export function compareResults(
  db: ReadableDb,
  runId: number | undefined,
  { faults, results, slides }: Gathered,
  present: Results
): void {
  const used = new Set<number>()
  for (const [run, { result }] of results) {
    if (runId !== undefined && run !== runId) continue
    used.add(result.slide.id as number)
    const report = (message: string) => faults.push({ sequence: null, runId: run, message })
    try {
      for (const message of differencesOf(run, result, present(run))) report(message)
    } catch (error) {
      if (!isTampered(error)) throw error
      report(`Analysis ${run}: part of it cannot be read.`)
    }
  }
  for (const id of used) {
    const differing = differingFacts(slides.get(id) ?? {}, slideNow(db, id))
    if (differing.length > 0)
      faults.push({
        sequence: null,
        runId: null,
        message: `Slide ${id} (${differing.join(', ')}) differs from the review log.`
      })
  }
}

function differencesOf(run: number, logged: Result, present: ReturnType<Results>): string[] {
  if (Object.keys(present.run).length === 0)
    return [`Analysis ${run} is in the review log, but not in the library.`]
  const model = differingFacts(logged.model, present.model)
  const facts = differingFacts(logged.run, present.run)
  const parts = [
    facts.length > 0 && `Analysis ${run} (${facts.join(', ')}) differs`,
    model.length > 0 && `The model of analysis ${run} (${model.join(', ')}) differs`,
    canonical(logged.tiles) !== canonical(present.tiles) && `The tiles of analysis ${run} differ`,
    canonical(logged.predictions) !== canonical(present.predictions) &&
      `The model results of analysis ${run} differ`
  ]
  return parts.filter(part => part !== false).map(part => `${part} from the review log.`)
}

/** Compares what concerns the whole library. */
export function compareLibrary(db: ReadableDb, { faults, classes, reviewers, highestRun }: Gathered): void {
  const report = (message: string) => faults.push({ sequence: null, runId: null, message })
  const compare = (what: string, logged: Iterable<{ id: number }>, list: () => { id: number }[]) => {
    const inOrder = (values: Iterable<{ id: number }>) => [...values].sort((a, b) => a.id - b.id)
    try {
      if (canonical(inOrder(logged)) !== canonical(inOrder(list())))
        report(`The ${what} differ from the review log.`)
    } catch (error) {
      if (!isTampered(error)) throw error
      report(`The ${what} cannot be read.`)
    }
  }
  compare('region classes', classes.values(), () => listClasses(db))
  compare('reviewers', reviewers.values(), () => listReviewers(db))
  if (
    numberFrom(db, 'SELECT count(*) FROM region_bounds WHERE number NOT IN (SELECT number FROM regions)') > 0
  )
    report('The searched bounds of regions have more rows than there are regions.')
  const lowest = {
    slides: numberFrom(db, 'SELECT coalesce(max(id), 0) FROM slides'),
    runs: Math.max(highestRun, numberFrom(db, 'SELECT coalesce(max(id), 0) FROM runs'))
  }
  for (const [noun, used] of Object.entries(lowest))
    if (numberFrom(db, 'SELECT coalesce(max(highest), 0) FROM numbers WHERE noun = ?', noun) < used)
      report(`The numbers of ${noun} begin again below ${used}, which the library has used.`)
}

const numberFrom = (db: ReadableDb, sql: string, ...values: unknown[]): number =>
  parseValue(
    'numbers',
    integer,
    db
      .prepare(sql)
      .pluck()
      .get(...values)
  )

/** Says which runs ended in versions of the program that logged no results. */
export function uncheckedOf(db: ReadableDb, runId: number | undefined, { results }: Gathered): string[] {
  const done = db
    .prepare(`SELECT id FROM runs WHERE status = 'done' AND (? IS NULL OR id = ?) ORDER BY id`)
    .pluck()
    .all(runId ?? null, runId ?? null) as number[]
  const without = done.filter(run => !results.has(run))
  const late = done.filter(run => results.get(run)?.result.late)
  return [
    ...(without.length > 0
      ? [
          `${named(without)}: an older version of Ductal finished them without logging their results. What the log has of their reviews is checked; engine, device, tiles, quality flags, model and slide are not.`
        ]
      : []),
    ...(late.length > 0
      ? [
          `${named(late)}: an older version of Ductal finished them. Their results are checked from when the review was begun or signed, not from when the analysis ended.`
        ]
      : [])
  ]
}

/** Numbers that one sentence names. */
const mostNamed = 10

function named(runs: number[]): string {
  const list = runs.slice(0, mostNamed).join(', ')
  const more = runs.length - mostNamed
  return `${runs.length === 1 ? 'Analysis' : 'Analyses'} ${list}${more > 0 ? ` and ${more} more` : ''}`
}
