import type { ReviewAction } from '../../../../contract/review/review.ts'
import type { WritableDb } from '../../db/connection.ts'
import { comments } from './comment.ts'
import { labels } from './label.ts'
import type { ChangedReview, Effects, Opened, Origin, Part, Side } from './part.ts'
import { regions } from './region.ts'
import { threshold, thresholdChange } from './threshold.ts'

/**
 * Everything that a signature signs and `verify` compares, in the order in which faults are listed.
 */
export const parts = { threshold, labels, regions, comments }

type Parts = typeof parts

/** Canonical content of a review. */
export type ReviewState = { [K in keyof Parts]: ReturnType<Parts[K]['stored']> }

/** A change made by an action: enough to apply it and to undo it. */
export type Change = Parameters<Parts[keyof Parts]['apply']>[2]

/** `changes` narrows the kind, so a part only ever receives its own changes. */
type AnyPart = Part<Change, unknown>

export const partNames = Object.keys(parts) as (keyof Parts)[]

export const partNamed = (name: keyof Parts): AnyPart => parts[name] as unknown as AnyPart

/** Whether an entry holds a change, and so can be undone. */
export const isChange = (entry: { kind: string }): entry is Change =>
  partNames.some(name => parts[name].changes(entry.kind))

/** Returns the name of the part that a change belongs to. */
export const partOf = ({ kind }: Change): keyof Parts =>
  partNames.find(name => parts[name].changes(kind)) as keyof Parts

type Plan<A> = (db: WritableDb, review: Opened, action: A, now: string) => Change | null

/** Plans the change that each action of `review.act` makes. */
const plans: { [K in ReviewAction['kind']]: Plan<Extract<ReviewAction, { kind: K }>> } = {
  threshold: (db, review, action) => thresholdChange(db, review, action.threshold)
}

/** Returns the change that an action makes to a review, or null if there is nothing to change. */
export const planOf: Plan<ReviewAction> = (db, review, action, now) =>
  (plans[action.kind] as Plan<ReviewAction>)(db, review, action, now)

export const noEffects: Effects = { labels: [], regions: [], comments: false }

/**
 * Applies a change to the tables of the current state, forwards (`after`) or backwards (`before`).
 */
export const apply = (
  db: WritableDb,
  review: ChangedReview,
  change: Change,
  side: Side,
  origin: Origin
): Effects => ({ ...noEffects, ...partNamed(partOf(change)).apply(db, review, change, side, origin) })
