import { labelWords } from '../../../../contract/review/queue.ts'
import type { PatchLabel } from '../../../../contract/review/review.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { integer, real, rowParser } from '../../db/rows.ts'
import { readAction } from '../actions/history.ts'

/** A patch with a reviewer's label. */
export interface LabelledPatch {
  row: number
  col: number
  probability: number
  label: PatchLabel
  reviewer: string
}

const parseLabelled = rowParser('patch_labels', {
  row: integer,
  col: integer,
  probability: real,
  label: integer,
  sequence: integer
})

const page = 10_000

/** Yields all labels of a run's review in grid order, reading page by page. */
export function* labelledPatches(db: ReadableDb, runId: number): Generator<LabelledPatch> {
  const select =
    db.prepare(`SELECT patch_labels.row, patch_labels.col, probability, label, patch_labels.sequence
    FROM reviews JOIN patch_labels ON review_id = reviews.id
    JOIN predictions ON predictions.run_id = reviews.run_id
      AND predictions.row = patch_labels.row AND predictions.col = patch_labels.col
    WHERE reviews.run_id = ? AND (patch_labels.row, patch_labels.col) > (?, ?)
    ORDER BY patch_labels.row, patch_labels.col LIMIT ?`)
  let [row, col] = [-1, -1]
  while (true) {
    const found = select.all(runId, row, col, page).map(parseLabelled)
    for (const { sequence, label, ...patch } of found) {
      const reviewer = readAction(db, sequence).reviewer?.name ?? ''
      yield { ...patch, label: labelWords[label] as PatchLabel, reviewer }
    }
    if (found.length < page) return
    const last = found[page - 1]!
    ;[row, col] = [last.row, last.col]
  }
}
