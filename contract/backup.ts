import { z } from 'zod'
import { FailureShape } from './transport/failure.ts'

/** What is known of the backups of the library. */
export const BackupState = z.object({
  /** The newest intact backup; null without one. */
  last: z.object({ path: z.string(), takenAt: z.string() }).nullable(),
  /** Why the latest attempt failed; null if it did not. */
  failure: FailureShape.nullable()
})

export type BackupState = z.infer<typeof BackupState>
