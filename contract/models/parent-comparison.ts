import { z } from 'zod'
import { Evaluation, Interval } from './evaluation.ts'

/** A version's figure minus its parent's, on the same patches. */
export const Difference = z.object({
  /** Null when a class is missing. */
  value: z.number().nullable(),
  /** 95 % interval over patients; null with too few patients. */
  interval: Interval
})

export const Differences = z.object({ accuracy: Difference, balancedAccuracy: Difference, auc: Difference })

/**
 * comparison.json of a model trained on from another: figures of both on patients neither has seen,
 * or why there are none.
 */
export const BesideParent = z.discriminatedUnion('comparable', [
  z.object({
    comparable: z.literal(true),
    parent: Evaluation,
    version: Evaluation,
    differences: Differences
  }),
  z.object({ comparable: z.literal(false), reason: z.string() })
])

export type Difference = z.infer<typeof Difference>
export type Differences = z.infer<typeof Differences>
export type BesideParent = z.infer<typeof BesideParent>
