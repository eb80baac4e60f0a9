import { z } from 'zod'

/** What of a review a folder of its patches holds, and what it leaves out. */
export const PatchCounts = z.object({
  /** Written, by the reviewer's class. */
  positive: z.number().int(),
  negative: z.number().int(),
  /** Of these: the label says what the model says at the review's threshold, or otherwise. */
  confirmed: z.number().int(),
  falsePositive: z.number().int(),
  falseNegative: z.number().int(),
  /** Left out: the reviewer was unsure, said nothing, or the slide cannot be read there. */
  unsure: z.number().int(),
  unlabelled: z.number().int(),
  unreadable: z.number().int()
})

export const PatchesWritten = z.object({ path: z.string(), bytes: z.number(), patches: PatchCounts })

export type PatchCounts = z.infer<typeof PatchCounts>
export type PatchesWritten = z.infer<typeof PatchesWritten>
