import { z } from 'zod'

/** What is known of a model when somebody would make it the default. */
export const Standing = z.object({
  /** The model that is the default now; null where none can be used. */
  present: z.object({ name: z.string(), title: z.string() }).nullable(),
  /** Whether a person should be asked first. */
  asks: z.boolean(),
  /** A sentence each. */
  sentences: z.array(z.string())
})

export type Standing = z.infer<typeof Standing>
