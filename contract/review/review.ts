import { z } from 'zod'
import { Acknowledged } from '../runs/outcome.ts'
import { trimmed, words } from '../text/text.ts'

export const Reviewer = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  initials: z.string(),
  role: z.string()
})

export const NewReviewer = z.object({
  name: words(200),
  initials: trimmed(10).optional(),
  role: trimmed(200).optional()
})

/**
 * A reviewer's label for a patch. Compared with the model's class it means confirmed, false
 * positive or false negative.
 */
export const PatchLabel = z.enum(['positive', 'negative', 'unsure'])

export const ActionKind = z.enum([
  'begin',
  'label',
  'threshold',
  'comment',
  'regions.add',
  'regions.import',
  'regions.patches',
  'regions.update',
  'regions.remove',
  'regions.merge',
  'regions.subtract',
  'undo',
  'redo',
  'sign',
  'reopen',
  'remove',
  'reviewer',
  'class',
  'overrule',
  'result',
  'slide'
])

/**
 * Actions of `review.act`: those that change one part of a review's state and need only their
 * values.
 */
export const ReviewAction = z.discriminatedUnion('kind', [
  /** Null restores the run's own threshold. */
  z.object({ kind: z.literal('threshold'), threshold: z.number().min(0).max(1).nullable() })
])

/** One entry of the event log, as shown in the history. */
export const Action = z.object({
  sequence: z.number().int().positive(),
  kind: ActionKind,
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  /** ISO 8601: in UTC, and in local time with its offset. */
  utc: z.string(),
  local: z.string(),
  /** Whether an earlier entry has a later time: the computer's clock was wrong. */
  clockBack: z.boolean(),
  /** The action that this entry undoes or redoes. */
  of: z.number().int().nullable(),
  /** Number of patches, regions or comments changed. */
  count: z.number().int(),
  /** How many of these patches had another label; absent for other actions. */
  replaced: z.number().int().optional(),
  /** The label, threshold, comment, meaning or reason given; empty when there is none. */
  text: z.string()
})

export const Signature = z.object({
  /** Sequence number of the log entry. */
  sequence: z.number().int().positive(),
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  /** The signer's role at that time; empty if none was stated, or in older signatures. */
  role: z.string(),
  /** What the signature stands for, in the signer's words. */
  meaning: z.string(),
  /** What the run lacked, as the signer acknowledged; null for a complete run. */
  acknowledged: Acknowledged.nullable(),
  utc: z.string(),
  local: z.string(),
  /** Hashes of the last entry before the signature and of the signed state, 64 hex digits each. */
  logHash: z.string(),
  stateHash: z.string(),
  /** Whether an earlier entry of the log has a later time: the computer's clock was wrong. */
  clockBack: z.boolean(),
  /** Set when the review has been reopened since. */
  reopened: z
    .object({
      sequence: z.number().int().positive(),
      reviewer: z.object({ id: z.number().int(), name: z.string() }),
      reason: z.string(),
      utc: z.string(),
      local: z.string()
    })
    .nullable()
})

/** State of a review, sent again after each action. Each run has one review. */
export const Review = z.object({
  runId: z.number().int().positive(),
  slideId: z.number().int().positive(),
  state: z.enum(['new', 'open', 'signed']),
  /**
   * Probability from which a patch counts as positive in this review; the run keeps its own
   * threshold.
   */
  threshold: z.number(),
  /** The reviewer who set the threshold; null for the run's own. */
  thresholdBy: z.string().nullable(),
  labels: z.object({ positive: z.number().int(), negative: z.number().int(), unsure: z.number().int() }),
  /** Labels that contradict the model at the threshold. */
  falsePositive: z.number().int(),
  falseNegative: z.number().int(),
  /** Patches at or above the threshold, and how many of them are labelled. */
  progress: z.object({ reviewed: z.number().int(), total: z.number().int() }),
  regions: z.number().int(),
  comments: z.number().int(),
  /** The actions that undo and redo would affect. */
  undo: Action.nullable(),
  redo: Action.nullable(),
  /** The signature now in force. */
  signature: Signature.nullable(),
  /** The review's last log entry; 0 and empty without one. */
  sequence: z.number().int(),
  hash: z.string(),
  updatedAt: z.string().nullable()
})

export const Comment = z.object({
  id: z.uuid(),
  runId: z.number().int().positive(),
  text: z.string(),
  /** Subject of the comment: a region, a patch, or (both null) the whole slide. */
  regionId: z.uuid().nullable(),
  patch: z.object({ row: z.number().int(), col: z.number().int() }).nullable(),
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  createdAt: z.string(),
  updatedAt: z.string()
})

/** A patch whose label contradicts the model at the review's threshold, or is unsure. */
export const Correction = z.object({
  row: z.number().int(),
  col: z.number().int(),
  probability: z.number(),
  label: PatchLabel,
  reviewer: z.object({ id: z.number().int(), name: z.string() }),
  utc: z.string()
})

/** Result of `verify`; log and states agree when `faults` is empty. */
export const Verification = z.object({
  /** Log entries whose hashes were recomputed, and reviews whose state was rebuilt from them. */
  entries: z.number().int(),
  reviews: z.number().int(),
  /** Hash of the last entry. A hash noted earlier can be looked up in the log. */
  head: z.string(),
  /** Entries with an earlier time than one before them. No fault: clocks may be wrong. */
  backwards: z.array(
    z.object({ sequence: z.number().int(), runId: z.number().int().nullable(), message: z.string() })
  ),
  /** What the log cannot prove, because older versions did not log it; one sentence each. */
  unchecked: z.array(z.string()),
  faults: z.array(
    z.object({
      /** Where the chain breaks; null when a state differs. */
      sequence: z.number().int().nullable(),
      runId: z.number().int().nullable(),
      message: z.string()
    })
  )
})

export type Reviewer = z.infer<typeof Reviewer>
export type NewReviewer = z.infer<typeof NewReviewer>
export type PatchLabel = z.infer<typeof PatchLabel>
export type ActionKind = z.infer<typeof ActionKind>
export type Action = z.infer<typeof Action>
export type ReviewAction = z.infer<typeof ReviewAction>
export type Signature = z.infer<typeof Signature>
export type Review = z.infer<typeof Review>
export type Comment = z.infer<typeof Comment>
export type Correction = z.infer<typeof Correction>
export type Verification = z.infer<typeof Verification>
