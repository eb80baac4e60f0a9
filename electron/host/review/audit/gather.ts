/** Reads the log and gathers the state that follows from it, without reading any other table. */
import type { RegionClass } from '../../../../contract/review/region.ts'
import type { Reviewer, Verification } from '../../../../contract/review/review.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { canonical } from '../log/canonical.ts'
import { type Entry, entryOf, hashOf, noHash } from '../log/log.ts'
import type { Facts, Result } from '../log/result.ts'
import { defaultClasses } from '../regions/classes.ts'
import { Replayed } from './replay.ts'
import type { Signed } from './signatures.ts'

export type Fault = Verification['faults'][number]

/** State gathered from the log alone, entry by entry. */
export interface Gathered {
  faults: Fault[]
  reviews: Map<number, Replayed>
  classes: Map<number, RegionClass>
  reviewers: Map<number, Reviewer>
  /** Results of runs that were not removed, by run. */
  results: Map<number, { sequence: number; result: Result }>
  /** What a report states of the slides of these runs and of others, by slide. */
  slides: Map<number, Facts>
  /** The highest number of a run that the log names. */
  highestRun: number
}

export const emptyGathering = (): Gathered => ({
  faults: [],
  reviews: new Map(),
  classes: new Map(defaultClasses.map(known => [known.id, known])),
  reviewers: new Map(),
  results: new Map(),
  slides: new Map(),
  highestRun: 0
})

type Report = (message: string, run?: number | null) => void

/**
 * Reads the whole log in order.
 * @param runId replays only this run's review; null replays nothing and checks only the chain
 */
export function readLog(
  db: ReadableDb,
  runId: number | null | undefined,
  gathered: Gathered
): { sequence: number; hash: string } {
  let [sequence, hash] = [0, noHash]
  const rows = db.prepare('SELECT sequence, entry, hash FROM review_log ORDER BY sequence')
  for (const row of rows.iterate() as IterableIterator<{ sequence: number; entry: string; hash: string }>) {
    const report: Report = (message, run = null) =>
      gathered.faults.push({
        sequence: row.sequence,
        runId: run,
        message: `Entry ${row.sequence} of the review log: ${message}.`
      })
    if (row.sequence !== sequence + 1) report(`${row.sequence - sequence - 1} entries before it are missing`)
    if (hashOf(hash, row.entry) !== row.hash)
      report('its hash does not match; it or an earlier entry was changed')
    sequence = row.sequence
    const previous = hash
    hash = row.hash
    const entry = parsed(row.entry)
    if (entry?.sequence !== row.sequence) report('it is not a valid entry, or has another number')
    else if (runId !== null)
      try {
        takeEntry(entry, previous, runId, gathered, report)
      } catch {
        // An entry that was changed may hold anything.
        report('its content is not that of an action', entry.run ?? null)
      }
  }
  return { sequence, hash }
}

function parsed(text: string): Entry | undefined {
  try {
    return entryOf(text)
  } catch {
    return undefined
  }
}

function takeEntry(
  entry: Entry,
  previous: string,
  runId: number | undefined,
  gathered: Gathered,
  report: Report
): void {
  const { reviews, classes, reviewers, results } = gathered
  gathered.highestRun = Math.max(gathered.highestRun, entry.run ?? 0)
  if (entry.kind === 'class') takeNext(classes, entry, report)
  else if (entry.kind === 'reviewer') takeNext(reviewers, entry, report)
  else if (entry.kind === 'slide') takeSlide(gathered, entry.before as Facts, entry.after as Facts, report)
  else if (entry.kind === 'result') takeResult(gathered, entry, report)
  if (entry.kind === 'remove' && entry.run !== null) results.delete(entry.run)
  if (entry.review === null || entry.run === null || (runId !== undefined && entry.run !== runId)) return
  if (entry.kind === 'remove') {
    reviews.delete(entry.review)
    return
  }
  if (entry.kind === 'begin') reviews.set(entry.review, new Replayed(entry.run, entry))
  if (entry.kind === 'sign' && (entry.after as Signed).logHash !== previous)
    report('it refers to a different previous entry', entry.run)
  const review = reviews.get(entry.review)
  const known = { reviewers, result: results.get(entry.run)?.sequence }
  const wrong = review ? review.take(entry, classes, known) : 'its review was never started'
  if (wrong) report(wrong, entry.run)
}

/** Takes a new class or reviewer, or a change of one, which must continue the earlier entries. */
function takeNext<T extends { id: number }>(known: Map<number, T>, entry: Entry, report: Report): void {
  const after = entry.after as T
  if (canonical(entry.before ?? null) !== canonical(known.get(after.id) ?? null))
    report(`the ${entry.kind} that it changes is not the one of the entries before it`)
  known.set(after.id, after)
}

/** Every change of a slide is logged, so that each entry must find what the last one left. */
function takeSlide({ slides }: Gathered, before: Facts, after: Facts, report: Report): void {
  const id = after.id as number
  const known = slides.get(id)
  if (known) {
    const differing = differingFacts(known, before)
    if (differing.length > 0)
      report(`slide ${id} had been changed by another program (${differing.join(', ')})`)
  }
  slides.set(id, after)
}

function takeResult(gathered: Gathered, { sequence, run, after }: Entry, report: Report): void {
  const result = after as Result
  if (run === null) return
  if (gathered.results.has(run)) report('the analysis has a result already', run)
  takeSlide(gathered, result.slide, result.slide, report)
  gathered.results.set(run, { sequence, result })
}

/**
 * Returns the names of facts that differ, of those that the log has: an older version may have
 * logged fewer.
 */
export const differingFacts = (logged: Facts, present: Facts): string[] =>
  Object.keys(logged).filter(name => canonical(logged[name]) !== canonical(present[name] ?? null))

/** Detects entries cut off at the end: SQLite remembers the highest sequence number ever used. */
export function checkEnd(db: ReadableDb, last: number, faults: Fault[]): void {
  const highest = db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'review_log'`).pluck().get() as
    | number
    | undefined
  if ((highest ?? 0) !== last)
    faults.push({
      sequence: last,
      runId: null,
      message: `The review log ends at entry ${last}, but once had ${highest ?? 0}.`
    })
}
