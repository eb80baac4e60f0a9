import { z } from 'zod'

export const Check = z.object({
  /** openslide, electron, library, engine:cpu, model:cnn … */
  name: z.string(),
  ok: z.boolean(),
  /** Version, path or device when it works; the reason when it does not. */
  detail: z.string(),
  /** What to do about it; empty when there is nothing to do. */
  remedy: z.string()
})

export const DoctorReport = z.object({
  version: z.string(),
  platform: z.string(),
  checks: z.array(Check)
})

export type Check = z.infer<typeof Check>
export type DoctorReport = z.infer<typeof DoctorReport>
