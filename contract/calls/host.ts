import { z } from 'zod'
import { BackupState } from '../backup.ts'
import { DoctorReport } from '../doctor.ts'
import { Saving, Target, Written } from '../files/target.ts'
import { FileEntry } from '../slides/library.ts'
import { path } from '../text/text.ts'
import { HostEvent } from '../transport/events.ts'
import { FailureShape } from '../transport/failure.ts'
import { call, stream } from './call.ts'

/** Calls about the host itself and the folders of its machine. */
export const hostCalls = {
  'host.info': call(
    z.void(),
    z.object({
      version: z.string(),
      dataFolder: z.string(),
      /** Why the library is read-only; null when it accepts changes. */
      readOnly: FailureShape.nullable(),
      backup: BackupState,
      saving: Saving
    })
  ),
  /** The readers that are missing on this computer; null if all are there. */
  'host.readers': call(
    z.void(),
    z
      .object({
        /** What is missing and what follows, for people. */
        message: z.string(),
        /** The command that fixes it; null in an installed program. */
        command: z.string().nullable()
      })
      .nullable()
  ),
  'host.doctor': call(z.void(), DoctorReport),
  'host.events': stream(z.void(), HostEvent),
  /** Saves a picture of the view. Only a window can send bytes; a browser downloads its picture. */
  'files.savePicture': call(
    z.object({ png: z.instanceof(Uint8Array).refine(({ length }) => length <= 2 ** 28), to: Target }),
    Written
  ),
  'files.list': call(
    z.object({ folder: path }),
    z.object({
      folder: z.string(),
      parent: z.string().nullable(),
      entries: z.array(FileEntry),
      /** Entries of a very large folder that are not listed. */
      left: z.number().int().nonnegative()
    })
  )
} as const
