import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { optional, real, rowParser, text } from '../../db/rows.ts'
import { recount } from '../labels/records.ts'
import type { Part } from './part.ts'

export interface ThresholdRecord {
  threshold: number
  by: string
}

/** Null stands for the run's own threshold. */
export interface ThresholdChange {
  kind: 'threshold'
  before: ThresholdRecord | null
  after: ThresholdRecord | null
}

/** Plans setting the threshold; returns null if it is set already. */
export function thresholdChange(
  db: ReadableDb,
  { id, reviewer }: { id: number; reviewer: { name: string } },
  value: number | null
): ThresholdChange | null {
  const before = storedThreshold(db, id)
  if (value === (before?.threshold ?? null)) return null
  return { kind: 'threshold', before, after: value === null ? null : { threshold: value, by: reviewer.name } }
}

const storedThreshold = (db: ReadableDb, reviewId: number): ThresholdRecord | null =>
  optional(
    parseThreshold,
    db
      .prepare('SELECT threshold, threshold_by AS by FROM reviews WHERE id = ? AND threshold IS NOT NULL')
      .get(reviewId)
  ) ?? null

const parseThreshold = rowParser('reviews', { threshold: real, by: text })

function setThreshold(db: WritableDb, reviewId: number, record: ThresholdRecord | null): void {
  db.prepare('UPDATE reviews SET threshold = ?, threshold_by = ? WHERE id = ?').run(
    record?.threshold ?? null,
    record?.by ?? null,
    reviewId
  )
}

export const threshold: Part<ThresholdChange, ThresholdRecord | null> = {
  subject: 'the thresholds',
  changes: kind => kind === 'threshold',
  apply(db, review, change, side) {
    const record = change[side]
    setThreshold(db, review.id, record)
    recount(db, { ...review, threshold: record?.threshold ?? review.runThreshold })
    return {}
  },
  replay() {
    let present: ThresholdRecord | null = null
    return {
      take(change, side) {
        present = change[side]
      },
      state: () => present
    }
  },
  stored: storedThreshold,
  restore: setThreshold,
  describe: ({ after }) => ({ count: 0, text: after === null ? '' : String(after.threshold) })
}
