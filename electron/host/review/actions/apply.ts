import type { Database } from 'better-sqlite3'
import { putComment } from '../comments.ts'
import { type Labelled, recount, setLabels } from '../labels/records.ts'
import { regionWriter } from '../regions/records.ts'
import { type Change, type LabelSpan, labelsOn, type Side } from './change.ts'

/** What a page must refresh. */
export interface Effects {
  labels: LabelSpan[]
  /** Ids of regions that were changed or removed. */
  regions: string[]
  comments: boolean
}

/** Applies a change to the current-state tables, forwards (`after`) or backwards (`before`). */
export function apply(
  db: Database,
  review: Labelled & { runThreshold: number },
  change: Change,
  side: Side,
  { sequence, utc }: { sequence: number; utc: string }
): Effects {
  const effects: Effects = { labels: [], regions: [], comments: false }
  switch (change.kind) {
    case 'label':
      effects.labels = labelsOn(change, side)
      setLabels(db, review, effects.labels, sequence)
      break
    case 'threshold': {
      const set = change[side]
      db.prepare('UPDATE reviews SET threshold = ?, threshold_by = ? WHERE id = ?').run(
        set?.threshold ?? null,
        set?.by ?? null,
        review.id
      )
      recount(db, { ...review, threshold: set?.threshold ?? review.runThreshold })
      break
    }
    case 'comment':
      for (const [id, record] of pairs(change, side)) putComment(db, review.id, id, record, utc)
      effects.comments = true
      break
    default: {
      const put = regionWriter(db, review.id)
      for (const [id, record] of pairs(change, side)) put(id, record, utc)
      effects.regions = idsOf(change)
    }
  }
  return effects
}

type Records = Exclude<Change, { kind: 'label' | 'threshold' }>

/** Returns the ids of the objects that a change affects. */
export const idsOf = ({ before, after }: Records): string[] =>
  before.map((record, index) => (record ?? after[index])!.id)

const pairs = <T extends Records>(change: T, side: Side): [string, T[Side][number]][] =>
  idsOf(change).map((id, index) => [id, change[side][index] as T[Side][number]])
