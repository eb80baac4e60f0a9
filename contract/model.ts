import { z } from 'zod'

/** What the page and the terminal show of a model; the engine reads the full spec.json itself. */
export const ModelSummary = z.object({
  name: z.string(),
  title: z.string(),
  version: z.string(),
  architecture: z.string(),
  /** The negative class, then the positive one. */
  classes: z.array(z.string()),
  /** The scale it was trained at, µm per pixel. */
  mpp: z.number().positive(),
  /** Edge of its patch in pixels at that scale. */
  patch: z.number().int().positive(),
  threshold: z.number().min(0).max(1),
  parameters: z.number().int(),
  weightsSha256: z.string(),
  /** Markdown. */
  card: z.string(),
  /** Why it cannot be used, when it cannot. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

export type ModelSummary = z.infer<typeof ModelSummary>
