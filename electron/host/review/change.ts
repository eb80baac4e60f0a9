import type { Geometry, RegionKind, RegionOrigin } from '../../../contract/region.ts'

/** A stretch of one row of the grid: row, first column, columns, and the number of their label (0: none). */
export type LabelSpan = [row: number, col: number, count: number, label: number]

/** A region as the log holds it. What follows from its geometry is not in it. */
export interface RegionRecord {
  id: string
  kind: RegionKind
  geometry: Geometry
  class: number
  name: string
  note: string
  locked: boolean
  origin: RegionOrigin
  createdAt: string
}

export interface CommentRecord {
  id: string
  text: string
  region: string | null
  patch: [row: number, col: number] | null
  reviewer: { id: number; name: string }
  createdAt: string
}

export interface ThresholdRecord {
  threshold: number
  by: string
}

export type RegionActionKind =
  | 'regions.add'
  | 'regions.import'
  | 'regions.patches'
  | 'regions.update'
  | 'regions.remove'
  | 'regions.merge'
  | 'regions.subtract'

/** Of one thing that an action changed: null before where it was made, null after where it was removed, else what differs. */
type Difference<T extends { id: string }> = (T | (Partial<T> & { id: string }) | null)[]

/** What an action changes: enough to make the change, and to take it back. */
export type Change =
  | { kind: 'label'; before: LabelSpan[]; after: number }
  | { kind: 'threshold'; before: ThresholdRecord | null; after: ThresholdRecord | null }
  | { kind: RegionActionKind; before: Difference<RegionRecord>; after: Difference<RegionRecord> }
  | { kind: 'comment'; before: Difference<CommentRecord>; after: Difference<CommentRecord> }

/** `before` where a change is taken back, `after` where it is made. */
export type Side = 'before' | 'after'

const changing = ['label', 'threshold', 'comment']

/** Whether an entry holds a change, and so can be undone. */
export const isChange = (entry: { kind: string }): entry is Change =>
  changing.includes(entry.kind) || entry.kind.startsWith('regions.')

/** The spans with the labels that they have on one side of the change. */
export const labelsOn = (change: Extract<Change, { kind: 'label' }>, side: Side): LabelSpan[] =>
  side === 'before'
    ? change.before
    : change.before.map(([row, col, count]) => [row, col, count, change.after])
