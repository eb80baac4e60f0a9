import type { Comment } from '../../../../contract/review/review.ts'
import type { WritableDb } from '../../db/connection.ts'
import { integer, nullable, rowParser, text } from '../../db/rows.ts'
import type { Part } from './part.ts'
import { idsOf, type RecordsChange, replayRecords, sidesOf } from './records.ts'

export interface CommentRecord {
  id: string
  text: string
  region: string | null
  patch: [row: number, col: number] | null
  reviewer: { id: number; name: string }
  createdAt: string
}

export interface CommentChange extends RecordsChange<CommentRecord> {
  kind: 'comment'
}

/** By id. */
type CommentState = (CommentRecord & { updatedAt: string })[]

/** Plans adding a comment. */
export const newComment = (comment: CommentRecord): CommentChange => ({
  kind: 'comment',
  before: [null],
  after: [comment]
})

/**
 * Plans editing a comment, or removing it if the text is null; returns null without a difference.
 */
export function editComment(comment: Comment, text: string | null): CommentChange | null {
  const { id } = comment
  if (text === null) return { kind: 'comment', before: [recordOf(comment)], after: [null] }
  if (text === comment.text) return null
  return { kind: 'comment', before: [{ id, text: comment.text }], after: [{ id, text }] }
}

/** Converts a comment to the form stored in the log. */
const recordOf = (comment: Comment): CommentRecord => ({
  id: comment.id,
  text: comment.text,
  region: comment.regionId,
  patch: comment.patch && [comment.patch.row, comment.patch.col],
  reviewer: comment.reviewer,
  createdAt: comment.createdAt
})

/**
 * Sets a comment to one side of a change.
 * @param utc time of the change
 */
function putComment(
  db: WritableDb,
  reviewId: number,
  id: string,
  record: CommentRecord | (Partial<CommentRecord> & { id: string }) | null,
  utc: string
): void {
  if (record === null)
    db.prepare('DELETE FROM review_comments WHERE review_id = ? AND id = ?').run(reviewId, id)
  else if (record.createdAt === undefined)
    db.prepare('UPDATE review_comments SET text = ?, updated_at = ? WHERE review_id = ? AND id = ?').run(
      record.text,
      utc,
      reviewId,
      id
    )
  else
    db.prepare(`INSERT INTO review_comments (id, review_id, text, region_id, row, col, reviewer_id, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      id,
      reviewId,
      record.text,
      record.region ?? null,
      record.patch?.[0] ?? null,
      record.patch?.[1] ?? null,
      record.reviewer?.id,
      record.createdAt,
      utc
    )
}

const parseComment = rowParser('review_comments', {
  id: text,
  text,
  region: nullable(text),
  row: nullable(integer),
  col: nullable(integer),
  reviewer: integer,
  name: text,
  createdAt: text,
  updatedAt: text
})

export const comments: Part<CommentChange, CommentState> = {
  subject: 'the comments',
  changes: kind => kind === 'comment',
  apply(db, review, change, side, { utc }) {
    for (const [id, record] of sidesOf(change, side)) putComment(db, review.id, id, record, utc)
    return { comments: true }
  },
  replay: () => replayRecords<CommentRecord, CommentState[number]>(comment => comment),
  stored(db, reviewId) {
    const rows = db
      .prepare(`SELECT review_comments.id, text, region_id AS region, row, col, reviewers.id AS reviewer,
        reviewers.name, created_at AS createdAt, updated_at AS updatedAt
        FROM review_comments JOIN reviewers ON reviewers.id = reviewer_id WHERE review_id = ? ORDER BY review_comments.id`)
      .all(reviewId)
      .map(parseComment)
    return rows.map(({ row, col, reviewer, name, ...rest }) => ({
      ...rest,
      // Half a place, which SQLite's own check refuses, differs from the log, too.
      patch: row === null && col === null ? null : [row!, col!],
      reviewer: { id: reviewer, name }
    }))
  },
  restore(db, reviewId, state) {
    for (const comment of state) putComment(db, reviewId, comment.id, comment, comment.updatedAt)
  },
  describe: change => ({ count: idsOf(change).length, text: change.after[0]?.text ?? '' })
}
