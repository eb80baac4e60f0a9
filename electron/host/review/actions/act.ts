import { DuctalError } from '../../../../contract/errors.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { integer, nullable, optional, parseValue, real, rowParser } from '../../db/rows.ts'
import { recount } from '../labels/records.ts'
import { evidenceOf } from '../log/evidence.ts'
import { append, type Entry } from '../log/log.ts'
import { requireResult } from '../log/result.ts'
import { type Caller, requireReviewer } from '../reviewers.ts'
import type { Effects, Opened } from './part.ts'
import { apply, type Change } from './parts.ts'

const parseReview = rowParser('reviews', {
  id: integer,
  threshold: nullable(real),
  signed: nullable(integer)
})

type Row = ReturnType<typeof parseReview>

const find = (db: ReadableDb, runId: number): Row | undefined =>
  optional(parseReview, db.prepare('SELECT id, threshold, signed FROM reviews WHERE run_id = ?').get(runId))

/**
 * Returns a run's review for an action, and creates it with the first one. Call within a
 * transaction.
 * @throws DuctalError review/no-reviewer, review/signed, run/not-finished
 */
export function open(db: WritableDb, caller: Caller, run: Run): Opened {
  const { id, name } = requireReviewer(db, caller)
  const row = find(db, run.id) ?? begin(db, run, { id, name })
  if (row.signed !== null)
    throw new DuctalError(
      'review/signed',
      `The review of analysis ${run.id} is signed. To change it, reopen it with a reason.`
    )
  const runThreshold = run.parameters.threshold
  return {
    id: row.id,
    runId: run.id,
    threshold: row.threshold ?? runThreshold,
    runThreshold,
    reviewer: { id, name }
  }
}

function begin(db: WritableDb, run: Run, reviewer: { id: number; name: string }): Row {
  if (run.status !== 'done')
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} is not finished (status: ${run.status}). Let it finish, then review it.`
    )
  const review = parseValue(
    'review_log.review_id',
    integer,
    db.prepare('SELECT coalesce(max(review_id), 0) + 1 FROM review_log').pluck().get()
  )
  const result = requireResult(db, run.id)
  const fingerprint = db.prepare('SELECT slide_fingerprint FROM runs WHERE id = ?').pluck().get(run.id)
  const entry = append(db, {
    kind: 'begin',
    reviewer,
    review,
    run: run.id,
    before: null,
    after: {
      slide: fingerprint,
      model: { name: run.model, sha256: run.modelSha256 },
      mpp: run.mpp,
      grid: run.grid,
      threshold: run.parameters.threshold,
      predictions: evidenceOf(db, run.id),
      result
    }
  })
  db.prepare('INSERT INTO reviews (id, run_id, sequence, updated_at) VALUES (?, ?, ?, ?)').run(
    review,
    run.id,
    entry.sequence,
    entry.at.utc
  )
  recount(db, { id: review, runId: run.id, threshold: run.parameters.threshold })
  return { id: review, threshold: null, signed: null }
}

/** Appends an entry for a review and records it as the review's last. Call within a transaction. */
export function enter(
  db: WritableDb,
  { id, runId, reviewer }: Pick<Opened, 'id' | 'runId' | 'reviewer'>,
  entry: Pick<Entry, 'kind' | 'before' | 'after' | 'of'>,
  when = new Date()
): Entry {
  const written = append(db, { ...entry, reviewer, review: id, run: runId }, when)
  db.prepare('UPDATE reviews SET sequence = ?, updated_at = ? WHERE id = ?').run(
    written.sequence,
    written.at.utc,
    id
  )
  return written
}

/**
 * Performs one action: writes its log entry and applies its change atomically, on disk by the time
 * this returns.
 * @param plan returns the change for the current review, or null if there is nothing to change
 * @returns null if nothing was changed and nothing written
 */
export function act(
  db: WritableDb,
  caller: Caller,
  run: Run,
  plan: (review: Opened, now: string) => Change | null
): Effects | null {
  const nothing = Symbol('nothing to do')
  try {
    return db
      .transaction(() => {
        const review = open(db, caller, run)
        // New objects and their entry share one time; a later entry would make them look edited.
        const now = new Date()
        const change = plan(review, now.toISOString())
        // Throwing rolls back a review that `open` has just created.
        if (change === null) throw nothing
        const { sequence, at } = enter(db, review, change, now)
        db.prepare('DELETE FROM review_history WHERE review_id = ? AND undone = 1').run(review.id)
        db.prepare('INSERT INTO review_history (review_id, sequence, undone) VALUES (?, ?, 0)').run(
          review.id,
          sequence
        )
        return apply(db, review, change, 'after', { sequence, utc: at.utc })
      })
      .immediate()
  } catch (thrown) {
    if (thrown === nothing) return null
    throw thrown
  }
}
