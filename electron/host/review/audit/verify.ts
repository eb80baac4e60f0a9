import type { RegionClass } from '../../../../contract/review/region.ts'
import type { Verification } from '../../../../contract/review/review.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { isUnreadable } from '../../db/errors.ts'
import { numbers } from '../../db/rows.ts'
import { partNamed, partNames } from '../actions/parts.ts'
import { backwardsSentences } from '../log/backwards.ts'
import { canonical } from '../log/canonical.ts'
import { evidenceOf } from '../log/evidence.ts'
import { type Entry, entryOf, hashOf, noHash } from '../log/log.ts'
import { defaultClasses, listClasses } from '../regions/classes.ts'
import { Replayed } from './replay.ts'
import type { Signed } from './signatures.ts'
import { storedState } from './state.ts'

type Fault = Verification['faults'][number]

/**
 * Recomputes the hash chain of the whole log, rebuilds each review from its entries, and compares
 * the result with the stored state.
 * @param runId compares only this run's review; the chain is always checked completely
 */
export function verify(db: ReadableDb, runId?: number): Verification {
  const gathered = emptyGathering()
  const { faults, reviews, classes } = gathered
  const { sequence, hash } = readLog(db, runId, gathered)
  checkEnd(db, sequence, faults)
  if (canonical([...classes.values()]) !== canonical(listClasses(db)))
    faults.push({
      sequence: null,
      runId: null,
      message: 'The region classes differ from the review log.'
    })
  compareReviews(db, runId, gathered)
  return { entries: sequence, reviews: reviews.size, head: hash, backwards: backwardsOf(db, runId), faults }
}

/** Times that run backwards; none if the entries cannot be read, which is a fault of its own. */
function backwardsOf(db: ReadableDb, runId?: number): Verification['backwards'] {
  try {
    return backwardsSentences(db, runId)
  } catch (error) {
    if (isUnreadable(error)) return []
    throw error
  }
}

/**
 * Describes where the log's hash chain first breaks; null if it is intact. Does not check the state
 * derived from the log.
 */
export function brokenChain(db: ReadableDb): string | null {
  const begun = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'review_log'`).get()
  // A library made before reviews existed.
  if (!begun) return null
  const gathered = emptyGathering()
  const { sequence } = readLog(db, noRun, gathered)
  checkEnd(db, sequence, gathered.faults)
  return gathered.faults[0]?.message.replace(/\.$/, '') ?? null
}

/** No run has this id. */
const noRun = 0

/** State gathered from the log alone, entry by entry. */
export interface Gathered {
  faults: Fault[]
  reviews: Map<number, Replayed>
  classes: Map<number, RegionClass>
}

export const emptyGathering = (): Gathered => ({
  faults: [],
  reviews: new Map(),
  classes: new Map(defaultClasses.map(known => [known.id, known]))
})

/** Reads the whole log in order. */
export function readLog(
  db: ReadableDb,
  runId: number | undefined,
  gathered: Gathered
): { sequence: number; hash: string } {
  let [sequence, hash] = [0, noHash]
  const rows = db.prepare('SELECT sequence, entry, hash FROM review_log ORDER BY sequence')
  for (const row of rows.iterate() as IterableIterator<{ sequence: number; entry: string; hash: string }>) {
    const report = (message: string, run: number | null = null) =>
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
    else {
      try {
        takeEntry(entry, previous, runId, gathered, report)
      } catch {
        // An entry that was changed may hold anything.
        report('its content is not that of an action', entry.run ?? null)
      }
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
  { reviews, classes }: Gathered,
  report: (message: string, run: number | null) => void
): void {
  if (entry.kind === 'class') {
    const after = entry.after as RegionClass
    classes.set(after.id, after)
  }
  if (entry.review === null || entry.run === null || (runId !== undefined && entry.run !== runId)) return
  if (entry.kind === 'remove') {
    reviews.delete(entry.review)
    return
  }
  if (entry.kind === 'begin') reviews.set(entry.review, new Replayed(entry.run, entry))
  if (entry.kind === 'sign' && (entry.after as Signed).logHash !== previous)
    report('it refers to a different previous entry', entry.run)
  const review = reviews.get(entry.review)
  const wrong = review ? review.take(entry, classes) : 'its review was never started'
  if (wrong) report(wrong, entry.run)
}

/** Detects entries cut off at the end: SQLite remembers the highest sequence number ever used. */
function checkEnd(db: ReadableDb, last: number, faults: Fault[]): void {
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

function compareReviews(
  db: ReadableDb,
  runId: number | undefined,
  { faults, reviews, classes }: Gathered
): void {
  const query = db.prepare('SELECT id, run_id FROM reviews WHERE ? IS NULL OR run_id = ?')
  const stored = new Map(numbers('reviews', 2, query, runId ?? null, runId ?? null))
  for (const [id, run] of stored)
    if (!reviews.has(id))
      faults.push({
        sequence: null,
        runId: run,
        message: `The review of analysis ${run} is not in the review log.`
      })
  for (const [id, review] of reviews) {
    const report = (message: string) =>
      faults.push({
        sequence: null,
        runId: review.run,
        message: `The review of analysis ${review.run}: ${message}.`
      })
    if (!stored.has(id)) report('it is in the review log, but not in the library')
    else
      try {
        for (const part of differingParts(db, id, review, classes))
          report(`${part} differ from the review log`)
      } catch (error) {
        if (!isUnreadable(error)) throw error
        report('part of it cannot be read')
      }
  }
}

/** Describes the parts of a review's stored state that differ from the replayed log. */
export function differingParts(
  db: ReadableDb,
  id: number,
  review: Replayed,
  classes: Map<number, RegionClass>
): string[] {
  const [rebuilt, present] = [review.state(classes), storedState(db, id)]
  const row = db.prepare('SELECT sequence, signed FROM reviews WHERE id = ?').get(id)
  const parts: [string, unknown, unknown][] = [
    ['the model results', review.evidence, evidenceOf(db, review.run)],
    ...partNames.map((name): [string, unknown, unknown] => [
      partNamed(name).subject,
      rebuilt[name],
      present[name]
    ]),
    ['the signatures', review.signatures, signaturesOf(db, id)],
    ['the actions that can be undone', [review.done, review.undone.toReversed()], historyOf(db, id)],
    ['the last entry and the signed state', { sequence: review.sequence, signed: review.signed }, row]
  ]
  return parts.filter(([, log, table]) => canonical(log) !== canonical(table)).map(([words]) => words)
}

const signaturesOf = (db: ReadableDb, reviewId: number): unknown =>
  db
    .prepare(
      'SELECT sequence, log_hash AS logHash, state_hash AS stateHash, reopened FROM signatures WHERE review_id = ? ORDER BY sequence'
    )
    .all(reviewId)

const historyOf = (db: ReadableDb, reviewId: number): [unknown[], unknown[]] => {
  const select = db
    .prepare('SELECT sequence FROM review_history WHERE review_id = ? AND undone = ? ORDER BY sequence')
    .pluck()
  return [select.all(reviewId, 0), select.all(reviewId, 1)]
}
