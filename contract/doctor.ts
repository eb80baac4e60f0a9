import { z } from 'zod'

export const Check = z.object({
  /** For example openslide, electron, library, engine:cpu or model:cnn. */
  name: z.string(),
  ok: z.boolean(),
  /** Version, path or device when the part works; otherwise the reason it does not. */
  detail: z.string(),
  /** What the user can do about it; empty when no action is needed. */
  remedy: z.string()
})

export const DoctorReport = z.object({
  version: z.string(),
  platform: z.string(),
  checks: z.array(Check)
})

export type Check = z.infer<typeof Check>
export type DoctorReport = z.infer<typeof DoctorReport>
