import { DuctalError } from '../../../contract/errors.ts'
import type { Comment } from '../../../contract/review.ts'
import type { ReadableDb } from '../db/connection.ts'

interface Row {
  id: string
  run_id: number
  text: string
  region_id: string | null
  row: number | null
  col: number | null
  reviewer_id: number
  reviewer_name: string
  created_at: string
  updated_at: string
}

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
  (db.prepare(`${select} WHERE run_id = ? ORDER BY created_at, review_comments.id`).all(runId) as Row[]).map(
    commentOf
  )

/** @throws DuctalError review/unknown */
export function getComment(db: ReadableDb, runId: number, id: string): Comment {
  const row = db.prepare(`${select} WHERE run_id = ? AND review_comments.id = ?`).get(runId, id) as
    | Row
    | undefined
  if (!row)
    throw new DuctalError(
      'review/unknown',
      `The review of analysis ${runId} has no comment ${id}. It may have been deleted.`
    )
  return commentOf(row)
}
