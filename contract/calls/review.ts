import { z } from 'zod'
import {
  Action,
  Comment,
  Correction,
  PatchLabel,
  Review,
  ReviewAction,
  Signature,
  Verification
} from '../review/review.ts'
import { Acknowledged } from '../runs/outcome.ts'
import { words } from '../text/text.ts'
import { call, place, runId } from './call.ts'

const sentence = words(10_000)
/**
 * Spans of cells along the rows of a run's grid: row, first column, number of columns, and so on.
 */
const spans = z
  .array(place)
  .min(3)
  .refine(numbers => numbers.length % 3 === 0, 'spans are row, column and count')

/** Calls about the review of a run: labels, threshold, comments, signatures and the log. */
export const reviewCalls = {
  /** Returns an empty review until the first action creates one. */
  'review.get': call(z.object({ runId }), Review),
  /**
   * Records one action for any number of patches; skips cells without a prediction. Null removes
   * labels.
   */
  'review.label': call(
    z.object({ runId, label: PatchLabel.nullable(), spans }),
    z.object({ review: Review, changed: z.number().int() }),
    { writes: true, ordered: true }
  ),
  /** Performs an action of contract/review/review.ts; nothing is recorded if it changes nothing. */
  'review.act': call(z.object({ runId, action: ReviewAction }), Review, { writes: true, ordered: true }),
  'review.undo': call(z.object({ runId }), Review, { writes: true, ordered: true }),
  'review.redo': call(z.object({ runId }), Review, { writes: true, ordered: true }),
  /** Newest first. */
  'review.actions': call(
    z.object({
      runId,
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(1000).optional()
    }),
    z.array(Action)
  ),
  'review.comments': call(z.object({ runId }), z.array(Comment)),
  'review.comment': call(
    z.object({
      runId,
      text: sentence,
      regionId: z.uuid().optional(),
      patch: z.object({ row: place, col: place }).optional()
    }),
    Comment,
    { writes: true, ordered: true }
  ),
  /** Null deletes the comment. */
  'review.editComment': call(z.object({ runId, commentId: z.uuid(), text: sentence.nullable() }), z.void(), {
    writes: true,
    ordered: true
  }),
  /** Returns corrections in grid order. */
  'review.corrections': call(
    z.object({
      runId,
      after: z.object({ row: place, col: place }).optional(),
      limit: z.number().int().min(1).max(10_000).optional()
    }),
    z.array(Correction)
  ),
  /**
   * Locks the review: later changes are refused until it is reopened. For a run that is not
   * complete, `acknowledged` must name its outcome.
   */
  'review.sign': call(z.object({ runId, meaning: sentence, acknowledged: Acknowledged.optional() }), Review, {
    writes: true,
    ordered: true
  }),
  'review.reopen': call(z.object({ runId, reason: sentence }), Review, { writes: true, ordered: true }),
  'review.signatures': call(z.object({ runId }), z.array(Signature)),
  /**
   * Recomputes the hash chain of the log and compares the states rebuilt from it with the stored
   * ones, for one run or all.
   */
  'review.verify': call(z.object({ runId: runId.optional() }), Verification),
  /**
   * Rebuilds the stored state of a run's review if the log is intact, then returns the result of
   * `verify`.
   */
  'review.rebuild': call(z.object({ runId }), Verification, { writes: true, ordered: true })
} as const
