import { DuctalError } from '../../../contract/errors.ts'
import type { WritableDb } from '../db/connection.ts'
import { append } from './log/log.ts'
import { program, resultEntry } from './log/result.ts'
import { type Caller, requireReviewer, reviewerOf } from './reviewers.ts'

/**
 * Logs that a run is removed, together with its review if it has one. Call within the transaction
 * that removes the run.
 * @throws DuctalError review/signed, review/no-reviewer
 */
export function leaveReview(db: WritableDb, caller: Caller, runId: number): void {
  const review = db.prepare('SELECT id, signed FROM reviews WHERE run_id = ?').get(runId) as
    | { id: number; signed: number | null }
    | undefined
  if (!review) {
    // Removing an analysis without a review needs no name of a reviewer.
    const reviewer = reviewerOf(db, caller) ?? program
    if (resultEntry(db, runId) !== null)
      append(db, {
        kind: 'remove',
        reviewer: { id: reviewer.id, name: reviewer.name },
        review: null,
        run: runId
      })
    return
  }
  if (review.signed !== null)
    throw new DuctalError(
      'review/signed',
      `The review of analysis ${runId} is signed and cannot be removed. Reopen it with a reason first.`
    )
  const { id, name } = requireReviewer(db, caller)
  append(db, { kind: 'remove', reviewer: { id, name }, review: review.id, run: runId })
}
