import { labelWords } from '../../../../contract/review/queue.ts'
import type { WritableDb } from '../../db/connection.ts'
import { numbers } from '../../db/rows.ts'
import { differing, type Labelled, type LabelSpan, setLabels } from '../labels/records.ts'
import type { Part, Side } from './part.ts'

/** `after` is the label number given to all spans. */
export interface LabelChange {
  kind: 'label'
  before: LabelSpan[]
  after: number
}

/** Row, first column, number of columns, label, and the entry that set it; in grid order. */
type LabelState = [row: number, col: number, count: number, label: number, sequence: number][]

/** Plans labelling spans of cells; returns null if all have the label already. */
export function labelChange(
  db: WritableDb,
  review: Labelled,
  spans: number[],
  label: number
): LabelChange | null {
  const before = differing(db, review, spans, label)
  return before.length === 0 ? null : { kind: 'label', before, after: label }
}

/** Returns the spans with their labels on one side of the change. */
const labelsOn = ({ before, after }: LabelChange, side: Side): LabelSpan[] =>
  side === 'before' ? before : before.map(([row, col, count]) => [row, col, count, after])

const cellsIn = (spans: LabelSpan[]) => spans.reduce((sum, [, , count]) => sum + count, 0)

/** Appends a label to a list of spans. */
function push(spans: LabelState, row: number, col: number, label: number, sequence: number): void {
  const last = spans.at(-1)
  if (last && last[0] === row && last[1] + last[2] === col && last[3] === label && last[4] === sequence)
    last[2]++
  else spans.push([row, col, 1, label, sequence])
}

export const labels: Part<LabelChange, LabelState> = {
  subject: 'the patch labels',
  changes: kind => kind === 'label',
  apply(db, review, change, side, { sequence }) {
    const spans = labelsOn(change, side)
    setLabels(db, review, spans, sequence)
    return { labels: spans }
  },
  replay() {
    const rows = new Map<number, Map<number, { label: number; sequence: number }>>()
    return {
      take(change, side, { sequence }) {
        for (const [row, from, count, label] of labelsOn(change, side)) {
          const cells = rows.get(row) ?? new Map<number, { label: number; sequence: number }>()
          rows.set(row, cells)
          for (let col = from; col < from + count; col++)
            if (label === 0) cells.delete(col)
            else cells.set(col, { label, sequence })
        }
      },
      state() {
        const spans: LabelState = []
        for (const [row, cells] of [...rows].sort(([a], [b]) => a - b))
          for (const [col, { label, sequence }] of [...cells].sort(([a], [b]) => a - b))
            push(spans, row, col, label, sequence)
        return spans
      }
    }
  },
  stored(db, reviewId) {
    const spans: LabelState = []
    const rows = db.prepare(
      'SELECT row, col, label, sequence FROM patch_labels WHERE review_id = ? ORDER BY row, col'
    )
    for (const [row, col, label, sequence] of numbers('patch_labels', 4, rows, reviewId))
      push(spans, row, col, label, sequence)
    return spans
  },
  restore(db, reviewId, state) {
    const insert = db.prepare(
      'INSERT INTO patch_labels (review_id, row, col, label, sequence) VALUES (?, ?, ?, ?, ?)'
    )
    for (const [row, col, count, label, sequence] of state)
      for (let i = 0; i < count; i++) insert.run(reviewId, row, col + i, label, sequence)
  },
  describe: ({ before, after }) => ({
    count: cellsIn(before),
    replaced: after === 0 ? 0 : cellsIn(before.filter(([, , , label]) => label !== 0)),
    text: labelWords[after] ?? ''
  })
}
