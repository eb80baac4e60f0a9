import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { integer, numbers, parseValue, real, rowParser } from '../../db/rows.ts'

/**
 * A span in one row of the grid: row, first column, number of columns, and label number (0: none).
 */
export type LabelSpan = [row: number, col: number, count: number, label: number]

/** The labelled review, and what determines the model's class. */
export interface Labelled {
  id: number
  runId: number
  threshold: number
}

const parseCell = rowParser('predictions', { col: integer, probability: real, label: integer })

type Cell = ReturnType<typeof parseCell>

/** Reads the predicted patches in a span of a row with their labels, 0 for none. */
function cellsReader(db: ReadableDb, { id, runId }: Labelled) {
  const select = db.prepare(`SELECT predictions.col, probability, coalesce(label, 0) AS label
    FROM predictions LEFT JOIN patch_labels
      ON review_id = ? AND patch_labels.row = predictions.row AND patch_labels.col = predictions.col
    WHERE run_id = ? AND predictions.row = ? AND predictions.col >= ? AND predictions.col < ?
    ORDER BY predictions.col`)
  return (row: number, col: number, count: number): Cell[] =>
    select.all(id, runId, row, col, col + count).map(parseCell)
}

/**
 * Returns what setting a label would change: predicted patches in the spans that have another
 * label, in grid order.
 */
export function differing(db: ReadableDb, review: Labelled, spans: number[], label: number): LabelSpan[] {
  const cells = cellsReader(db, review)
  const found: LabelSpan[] = []
  for (const [row, from, count] of mergedSpans(spans))
    for (const { col, label: before } of cells(row, from, count)) {
      if (before === label) continue
      const last = found.at(-1)
      if (last && last[0] === row && last[1] + last[2] === col && last[3] === before) last[2]++
      else found.push([row, col, 1, before])
    }
  return found
}

/** Sorts spans in grid order and merges overlaps. */
function mergedSpans(spans: number[]): [row: number, col: number, count: number][] {
  const sorted: [number, number, number][] = []
  for (let i = 0; i < spans.length; i += 3) sorted.push([spans[i]!, spans[i + 1]!, spans[i + 2]!])
  sorted.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: typeof sorted = []
  for (const [row, col, count] of sorted) {
    const last = merged.at(-1)
    if (last && last[0] === row && last[1] + last[2] >= col)
      last[2] = Math.max(last[2], col + count - last[1])
    else merged.push([row, col, count])
  }
  return merged
}

/** Sets the labels of spans and updates the review's counts. */
export function setLabels(db: WritableDb, review: Labelled, spans: LabelSpan[], sequence: number): void {
  const cells = cellsReader(db, review)
  const put =
    db.prepare(`INSERT INTO patch_labels (review_id, row, col, label, sequence) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET label = excluded.label, sequence = excluded.sequence`)
  const take = db.prepare('DELETE FROM patch_labels WHERE review_id = ? AND row = ? AND col = ?')
  const counts = new Counts()
  for (const [row, from, count, label] of spans)
    for (const { col, probability, label: before } of cells(row, from, count)) {
      const positive = probability >= review.threshold
      counts.add(before, positive, -1)
      counts.add(label, positive, 1)
      if (label === 0) take.run(review.id, row, col)
      else put.run(review.id, row, col, label, sequence)
    }
  db.prepare(`UPDATE reviews SET positive = positive + @positive, negative = negative + @negative,
    unsure = unsure + @unsure, false_positive = false_positive + @falsePositive,
    false_negative = false_negative + @falseNegative, reviewed = reviewed + @reviewed WHERE id = @id`).run({
    ...counts,
    id: review.id
  })
}

/** Number of labels of each kind, and how many contradict the model. */
class Counts {
  positive = 0
  negative = 0
  unsure = 0
  falsePositive = 0
  falseNegative = 0
  reviewed = 0

  add(label: number, positive: boolean, by: 1 | -1): void {
    if (label === 0) return
    if (label === 1) this.positive += by
    else if (label === 2) this.negative += by
    else this.unsure += by
    if (positive) this.reviewed += by
    if (label === 1 && !positive) this.falseNegative += by
    if (label === 2 && positive) this.falsePositive += by
  }
}

/** Counts a review's labels and the positive patches of its run. */
export function countsOf(db: ReadableDb, { id, runId, threshold }: Labelled): Counts & { total: number } {
  const total = db
    .prepare('SELECT count(*) FROM predictions WHERE run_id = ? AND probability >= ?')
    .pluck()
    .get(runId, threshold)
  const labels = db.prepare(`SELECT label, probability >= ? AS positive FROM patch_labels JOIN predictions
      ON run_id = ? AND predictions.row = patch_labels.row AND predictions.col = patch_labels.col WHERE review_id = ?`)
  const counts = new Counts()
  for (const [label, positive] of numbers('patch_labels', 2, labels, threshold, runId, id))
    counts.add(label, positive === 1, 1)
  return Object.assign(counts, { total: parseValue('predictions', integer, total) })
}

/** Recomputes the counts that depend on the threshold. */
export function recount(db: WritableDb, labelled: Labelled): void {
  db.prepare(`UPDATE reviews SET positive = @positive, negative = @negative, unsure = @unsure,
    false_positive = @falsePositive, false_negative = @falseNegative, reviewed = @reviewed, total = @total
    WHERE id = @id`).run({ ...countsOf(db, labelled), id: labelled.id })
}

/** @returns cols × rows bytes, row by row: label number of each patch, 0 without a label */
export function labelGrid(
  db: ReadableDb,
  runId: number,
  { cols, rows }: { cols: number; rows: number }
): Uint8Array {
  const grid = new Uint8Array(cols * rows)
  const labels = db.prepare(
    'SELECT row, col, label FROM patch_labels WHERE review_id = (SELECT id FROM reviews WHERE run_id = ?)'
  )
  for (const [row, col, label] of numbers('patch_labels', 3, labels, runId)) grid[row * cols + col] = label
  return grid
}
