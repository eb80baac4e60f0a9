import type { RegionClass } from '../../../../contract/review/region.ts'
import type { Action } from '../../../../contract/review/review.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import type { LabelSpan } from '../labels/records.ts'

/** `before` undoes a change, `after` applies it. */
export type Side = 'before' | 'after'

/** The log entry that makes a change. */
export interface Origin {
  sequence: number
  utc: string
}

/** The review that a change applies to. */
export interface ChangedReview {
  id: number
  runId: number
  threshold: number
  /** The run's own threshold. */
  runThreshold: number
}

/** A review that is open for an action of this reviewer. */
export interface Opened extends ChangedReview {
  reviewer: { id: number; name: string }
}

/** What a page must refresh. */
export interface Effects {
  labels: LabelSpan[]
  /** Ids of regions that were changed or removed. */
  regions: string[]
  comments: boolean
}

/** Rebuilds a part of a review's state from its changes, in memory, without reading any table. */
export interface Replay<C, S> {
  take(change: C, side: Side, origin: Origin): void
  /** @param classes the classes as of the last entry */
  state(classes: Map<number, RegionClass>): S
  /**
   * Ids in the order of creation, of parts whose order a report states.
   * @param among orders those of one moment by id rather than by their entries
   */
  order?(among?: 'id'): string[]
}

/**
 * A part of a review's state, with the actions that change it. `apply` and `replay` are written
 * independently of each other: verifying a review compares their results. The state of a part that
 * is added later must be undefined while it is empty, because earlier signatures do not include it.
 */
export interface Part<C extends { kind: string }, S> {
  /** Names the part in a fault. */
  subject: string
  /** Whether entries of this kind change this part. */
  changes(kind: string): boolean
  /** Applies a change to the tables of the current state. */
  apply(db: WritableDb, review: ChangedReview, change: C, side: Side, origin: Origin): Partial<Effects>
  replay(): Replay<C, S>
  /** Reads the state from the tables. */
  stored(db: ReadableDb, reviewId: number): S
  /** Writes a replayed state to the tables, which hold nothing of the review. */
  restore(db: WritableDb, reviewId: number, state: S): void
  /** Describes a change for the list of actions. */
  describe(change: C): Pick<Action, 'count' | 'text' | 'replaced'>
}
