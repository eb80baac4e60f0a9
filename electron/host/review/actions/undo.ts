import { DuctalError } from '../../../../contract/errors.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { integer, nullable, parseValue } from '../../db/rows.ts'
import { readEntry } from '../log/log.ts'
import type { Caller } from '../reviewers.ts'
import { enter, open } from './act.ts'
import type { Effects } from './part.ts'
import { apply, isChange } from './parts.ts'

/** Returns the action that undo would revert: the last one in effect. */
export const nextUndo = (db: ReadableDb, reviewId: number): number | null =>
  sequenceOf(
    db
      .prepare('SELECT max(sequence) FROM review_history WHERE review_id = ? AND undone = 0')
      .pluck()
      .get(reviewId)
  )

/** Returns the action that redo would repeat: the first of those undone. */
export const nextRedo = (db: ReadableDb, reviewId: number): number | null =>
  sequenceOf(
    db
      .prepare('SELECT min(sequence) FROM review_history WHERE review_id = ? AND undone = 1')
      .pluck()
      .get(reviewId)
  )

const sequenceOf = (value: unknown) => parseValue('review_history.sequence', nullable(integer), value)

/**
 * Undoes the last action of a review, or redoes the one last undone; recorded as an action of its
 * own.
 * @throws DuctalError review/nothing-to-undo, and whatever an action can throw
 */
export function turn(db: WritableDb, caller: Caller, run: Run, way: 'undo' | 'redo'): Effects {
  return db
    .transaction(() => {
      const review = open(db, caller, run)
      const of = way === 'undo' ? nextUndo(db, review.id) : nextRedo(db, review.id)
      if (of === null)
        throw new DuctalError(
          'review/nothing-to-undo',
          `The review of analysis ${run.id} has nothing to ${way}.`
        )
      const change = readEntry(db, of)
      if (!isChange(change))
        throw new DuctalError(
          'review/broken',
          `Entry ${of} of the review log cannot be undone. Run “ductal verify --all”.`
        )
      const { sequence, at } = enter(db, review, { kind: way, of })
      db.prepare('UPDATE review_history SET undone = ? WHERE review_id = ? AND sequence = ?').run(
        way === 'undo' ? 1 : 0,
        review.id,
        of
      )
      return apply(db, review, change, way === 'undo' ? 'before' : 'after', { sequence, utc: at.utc })
    })
    .immediate()
}
