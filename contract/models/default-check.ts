import { z } from 'zod'

/** Default check: what is known of a model before it becomes the default. */
export const DefaultCheck = z.object({
  /** The current default; null when no model can be used. */
  present: z.object({ name: z.string(), title: z.string() }).nullable(),
  /** Whether the user must confirm. */
  asks: z.boolean(),
  /** One sentence for each finding. */
  sentences: z.array(z.string())
})

export type DefaultCheck = z.infer<typeof DefaultCheck>
