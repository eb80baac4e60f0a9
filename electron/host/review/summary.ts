import { labelWords } from '../../../contract/review/queue.ts'
import type { Correction, PatchLabel, Review } from '../../../contract/review/review.ts'
import type { Run } from '../../../contract/runs/run.ts'
import type { ReadableDb } from '../db/connection.ts'
import { integer, nullable, optional, parseValue, real, rowParser, text } from '../db/rows.ts'
import { readAction } from './actions/history.ts'
import { nextRedo, nextUndo } from './actions/undo.ts'
import { signatureNow } from './audit/signatures.ts'

const parseReview = rowParser('reviews', {
  id: integer,
  threshold: nullable(real),
  threshold_by: nullable(text),
  signed: nullable(integer),
  sequence: integer,
  updated_at: text,
  positive: integer,
  negative: integer,
  unsure: integer,
  false_positive: integer,
  false_negative: integer,
  reviewed: integer,
  total: integer,
  regions: integer,
  comments: integer,
  hash: text
})

/** Returns a run's review; an empty one if none has begun. */
export function getReview(db: ReadableDb, run: Run): Review {
  const row = optional(
    parseReview,
    db
      .prepare(`SELECT reviews.*,
        (SELECT count(*) FROM regions WHERE review_id = reviews.id) AS regions,
        (SELECT count(*) FROM review_comments WHERE review_id = reviews.id) AS comments,
        (SELECT hash FROM review_log WHERE review_log.sequence = reviews.sequence) AS hash
      FROM reviews WHERE run_id = ?`)
      .get(run.id)
  )
  if (!row) return newReview(run)
  return {
    runId: run.id,
    slideId: run.slideId,
    state: row.signed === null ? 'open' : 'signed',
    threshold: row.threshold ?? run.parameters.threshold,
    thresholdBy: row.threshold_by,
    labels: { positive: row.positive, negative: row.negative, unsure: row.unsure },
    falsePositive: row.false_positive,
    falseNegative: row.false_negative,
    progress: { reviewed: row.reviewed, total: row.total },
    regions: row.regions,
    comments: row.comments,
    undo: actionOrNull(db, nextUndo(db, row.id)),
    redo: actionOrNull(db, nextRedo(db, row.id)),
    signature: row.signed === null ? null : signatureNow(db, run.id),
    sequence: row.sequence,
    hash: row.hash,
    updatedAt: row.updated_at
  }
}

const actionOrNull = (db: ReadableDb, sequence: number | null) =>
  sequence === null ? null : readAction(db, sequence)

/** Returns the probability from which a patch counts as positive in a run's review. */
export const thresholdOf = (db: ReadableDb, run: Run): number =>
  optional(
    value => parseValue('reviews.threshold', nullable(real), value),
    db.prepare('SELECT threshold FROM reviews WHERE run_id = ?').pluck().get(run.id)
  ) ?? run.parameters.threshold

const newReview = (run: Run): Review => ({
  runId: run.id,
  slideId: run.slideId,
  state: 'new',
  threshold: run.parameters.threshold,
  thresholdBy: null,
  labels: { positive: 0, negative: 0, unsure: 0 },
  falsePositive: 0,
  falseNegative: 0,
  progress: { reviewed: 0, total: run.positive },
  regions: 0,
  comments: 0,
  undo: null,
  redo: null,
  signature: null,
  sequence: 0,
  hash: '',
  updatedAt: null
})

/** Returns labels that contradict the model or are unsure, in grid order, starting after a cell. */
export function listCorrections(
  db: ReadableDb,
  run: Run,
  after: { row: number; col: number } | undefined,
  limit: number
): Correction[] {
  const rows = db
    .prepare(`SELECT patch_labels.row, patch_labels.col, probability, label, patch_labels.sequence
      FROM reviews JOIN patch_labels ON review_id = reviews.id
      JOIN predictions ON predictions.run_id = reviews.run_id
        AND predictions.row = patch_labels.row AND predictions.col = patch_labels.col
      WHERE reviews.run_id = @runId AND (patch_labels.row, patch_labels.col) > (@row, @col)
        AND (label = 3 OR (label = 1) <> (probability >= coalesce(reviews.threshold, @threshold)))
      ORDER BY patch_labels.row, patch_labels.col LIMIT @limit`)
    .all({
      runId: run.id,
      row: after?.row ?? -1,
      col: after?.col ?? -1,
      threshold: run.parameters.threshold,
      limit
    }) as {
    row: number
    col: number
    probability: number
    label: number
    sequence: number
  }[]
  return rows.map(({ row, col, probability, label, sequence }) => {
    const action = readAction(db, sequence)
    return {
      row,
      col,
      probability,
      label: labelWords[label] as PatchLabel,
      reviewer: action.reviewer,
      utc: action.utc
    }
  })
}
