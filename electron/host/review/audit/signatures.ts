import { DuctalError } from '../../../../contract/errors.ts'
import type { Signature } from '../../../../contract/review/review.ts'
import {
  type Acknowledged,
  incompleteOf,
  outcomeTitles,
  outcomeWarning
} from '../../../../contract/runs/outcome.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { integer, nullable, optional, rowParser, text } from '../../db/rows.ts'
import { enter, open } from '../actions/act.ts'
import { backwardsIn } from '../log/backwards.ts'
import { headOf, readEntry } from '../log/log.ts'
import { requireResult } from '../log/result.ts'
import { type Caller, requireReviewer } from '../reviewers.ts'
import { hashOfState, storedState } from './state.ts'

/** Content of a signature's log entry. */
export interface Signed {
  meaning: string
  logHash: string
  stateHash: string
  /** The signer as known then, and the log entry with the run's result; absent in older entries. */
  signer?: { name: string; initials: string; role: string }
  result?: number
  /** What the run lacks; absent for a complete run, and in entries from before it was asked. */
  acknowledged?: Acknowledged
}

const parseSignature = rowParser('signatures', {
  sequence: integer,
  log_hash: text,
  state_hash: text,
  reopened: nullable(integer)
})

const parseSigned = rowParser('reviews', { id: integer, signed: integer })

/** Returns all signatures of a run's review, oldest first, including those no longer in force. */
export const listSignatures = (db: ReadableDb, runId: number): Signature[] =>
  db
    .prepare(`SELECT signatures.sequence, log_hash, state_hash, reopened FROM signatures
        WHERE review_id = (SELECT id FROM reviews WHERE run_id = ?) ORDER BY signatures.sequence`)
    .all(runId)
    .map(row => signatureOf(db, parseSignature(row)))

function signatureOf(db: ReadableDb, row: ReturnType<typeof parseSignature>): Signature {
  const { reviewer, at, after } = readEntry(db, row.sequence)
  const again = row.reopened === null ? null : readEntry(db, row.reopened)
  return {
    sequence: row.sequence,
    reviewer,
    role: (after as Signed).signer?.role ?? '',
    meaning: (after as Signed).meaning,
    acknowledged: (after as Signed).acknowledged ?? null,
    ...at,
    logHash: row.log_hash,
    stateHash: row.state_hash,
    clockBack: backwardsIn(db).has(row.sequence),
    reopened: again && {
      sequence: again.sequence,
      reviewer: again.reviewer,
      reason: (again.after as { reason: string }).reason,
      ...again.at
    }
  }
}

/** Returns the signature in force. */
export const signatureNow = (db: ReadableDb, runId: number): Signature | null =>
  listSignatures(db, runId).findLast(({ reopened }) => reopened === null) ?? null

/**
 * Signs a review in its current state, which locks it.
 * @param meaning what the signature stands for
 * @param acknowledged the run's outcome, unless it is complete
 * @throws DuctalError run/not-finished, review/unacknowledged, review/signed, review/no-reviewer
 */
export function sign(
  db: WritableDb,
  caller: Caller,
  run: Run,
  meaning: string,
  acknowledged?: Acknowledged
): void {
  requireAcknowledged(run, acknowledged)
  db.transaction(() => {
    const review = open(db, caller, run)
    const { name, initials, role } = requireReviewer(db, caller)
    const result = requireResult(db, run.id)
    const { hash } = headOf(db)
    const after: Signed = {
      meaning,
      signer: { name, initials, role },
      result,
      logHash: hash,
      stateHash: hashOfState(storedState(db, review.id)),
      ...(acknowledged && { acknowledged })
    }
    const { sequence } = enter(db, review, { kind: 'sign', before: null, after })
    db.prepare('INSERT INTO signatures (sequence, review_id, log_hash, state_hash) VALUES (?, ?, ?, ?)').run(
      sequence,
      review.id,
      after.logHash,
      after.stateHash
    )
    db.prepare('UPDATE reviews SET signed = ? WHERE id = ?').run(sequence, review.id)
  }).immediate()
}

/** A signature under a run without a result must not read like one under a negative result. */
function requireAcknowledged(run: Run, acknowledged: Acknowledged | undefined): void {
  if (run.status !== 'done')
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} is not finished (status: ${run.status}), so its review cannot be signed. Resume the analysis and wait for it to finish.`
    )
  const lacks = incompleteOf(run)
  if ((acknowledged ?? null) === lacks) return
  throw new DuctalError(
    'review/unacknowledged',
    lacks === null
      ? `Analysis ${run.id} is complete, so there is nothing to acknowledge. Reload the review and sign it again.`
      : `Analysis ${run.id} is not complete: ${outcomeTitles[lacks].toLowerCase()}. ${outcomeWarning(run)} To sign its review anyway, acknowledge “${outcomeTitles[lacks]}”.`
  )
}

/**
 * Unlocks a signed review; the signature stays in the list.
 * @throws DuctalError review/not-signed
 */
export function reopen(db: WritableDb, caller: Caller, run: Run, reason: string): void {
  db.transaction(() => {
    const reviewer = requireReviewer(db, caller)
    const review = optional(
      parseSigned,
      db.prepare('SELECT id, signed FROM reviews WHERE run_id = ? AND signed IS NOT NULL').get(run.id)
    )
    if (!review)
      throw new DuctalError(
        'review/not-signed',
        `The review of analysis ${run.id} is not signed. You can change it without reopening it.`
      )
    const { sequence } = enter(
      db,
      { id: review.id, runId: run.id, reviewer: { id: reviewer.id, name: reviewer.name } },
      { kind: 'reopen', of: review.signed, before: null, after: { reason } }
    )
    db.prepare('UPDATE signatures SET reopened = ? WHERE sequence = ?').run(sequence, review.signed)
    db.prepare('UPDATE reviews SET signed = NULL WHERE id = ?').run(review.id)
  }).immediate()
}
