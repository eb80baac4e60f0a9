import { DuctalError } from '../../../contract/errors.ts'
import type { Comment } from '../../../contract/review/review.ts'
import type { ReadableDb } from '../db/connection.ts'
import { integer, nullable, optional, rowParser, text } from '../db/rows.ts'

const parseRow = rowParser('review_comments', {
  id: text,
  run_id: integer,
  text,
  region_id: nullable(text),
  row: nullable(integer),
  col: nullable(integer),
  reviewer_id: integer,
  reviewer_name: text,
  created_at: text,
  updated_at: text
})

type Row = ReturnType<typeof parseRow>

const select = `SELECT review_comments.*, run_id, reviewers.name AS reviewer_name
  FROM review_comments JOIN reviews ON reviews.id = review_id JOIN reviewers ON reviewers.id = reviewer_id`

const commentOf = (row: Row): Comment => ({
  id: row.id,
  runId: row.run_id,
  text: row.text,
  regionId: row.region_id,
  patch: row.row === null || row.col === null ? null : { row: row.row, col: row.col },
  reviewer: { id: row.reviewer_id, name: row.reviewer_name },
  createdAt: row.created_at,
  updatedAt: row.updated_at
})

export const listComments = (db: ReadableDb, runId: number): Comment[] =>
  db
    .prepare(`${select} WHERE run_id = ? ORDER BY created_at, review_comments.id`)
    .all(runId)
    .map(row => commentOf(parseRow(row)))

/** @throws DuctalError review/unknown */
export function getComment(db: ReadableDb, runId: number, id: string): Comment {
  const row = optional(
    parseRow,
    db.prepare(`${select} WHERE run_id = ? AND review_comments.id = ?`).get(runId, id)
  )
  if (!row)
    throw new DuctalError(
      'review/unknown',
      `The review of analysis ${runId} has no comment ${id}. It may have been deleted.`
    )
  return commentOf(row)
}
