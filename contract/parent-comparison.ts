import { z } from 'zod'
import { Evaluation, Interval } from './evaluation.ts'

/** What a version's figure has more than its parent's, on the same patches. */
export const Difference = z.object({
  /** Null where a class is missing. */
  value: z.number().nullable(),
  /** 95 % over patients; null where too few carry one. */
  interval: Interval
})

export const Differences = z.object({ accuracy: Difference, balancedAccuracy: Difference, auc: Difference })

/** comparison.json of a model that was trained on from another: both on patients whom neither has seen, or why there are no such figures. */
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
