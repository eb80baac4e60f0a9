import type { Geometry, RegionKind, RegionOrigin } from '../../../../contract/region.ts'

/**
 * A span in one row of the grid: row, first column, number of columns, and label number (0: none).
 */
export type LabelSpan = [row: number, col: number, count: number, label: number]

/** A region as stored in the log, without the values derived from its geometry. */
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

/**
 * One side of the change to each object: null before it was created or after it was removed,
 * otherwise the fields that differ.
 */
type Difference<T extends { id: string }> = (T | (Partial<T> & { id: string }) | null)[]

/** A change made by an action: enough to apply it and to undo it. */
export type Change =
  | { kind: 'label'; before: LabelSpan[]; after: number }
  | { kind: 'threshold'; before: ThresholdRecord | null; after: ThresholdRecord | null }
  | { kind: RegionActionKind; before: Difference<RegionRecord>; after: Difference<RegionRecord> }
  | { kind: 'comment'; before: Difference<CommentRecord>; after: Difference<CommentRecord> }

/** `before` undoes a change, `after` applies it. */
export type Side = 'before' | 'after'

const changing = ['label', 'threshold', 'comment']

/** Whether an entry holds a change, and so can be undone. */
export const isChange = (entry: { kind: string }): entry is Change =>
  changing.includes(entry.kind) || entry.kind.startsWith('regions.')

/** Returns the spans with their labels on one side of the change. */
export const labelsOn = (change: Extract<Change, { kind: 'label' }>, side: Side): LabelSpan[] =>
  side === 'before'
    ? change.before
    : change.before.map(([row, col, count]) => [row, col, count, change.after])
