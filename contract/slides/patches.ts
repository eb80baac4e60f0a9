import { z } from 'zod'
import { Written } from '../files/target.ts'

/** How many reviewed patches an exported folder contains, and how many it omits. */
export const PatchCounts = z.object({
  /** Patches written, by the reviewer's label. */
  positive: z.number().int(),
  negative: z.number().int(),
  /**
   * Among the written patches: the label agrees with the model at the review's threshold, or
   * disagrees with it.
   */
  confirmed: z.number().int(),
  falsePositive: z.number().int(),
  falseNegative: z.number().int(),
  /** Patches omitted: labelled unsure, without a label, or unreadable. */
  unsure: z.number().int(),
  unlabelled: z.number().int(),
  unreadable: z.number().int()
})

export const PatchesWritten = Written.extend({ patches: PatchCounts })

export type PatchCounts = z.infer<typeof PatchCounts>
export type PatchesWritten = z.infer<typeof PatchesWritten>
