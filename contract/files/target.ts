import { z } from 'zod'

/**
 * Where a file or folder goes. A caller never names a path, so that a page that was taken over can
 * write only where a user decided.
 */
export const Target = z.union([
  /** A place that a user chose in a native dialog or on the command line; good for one file. */
  z.strictObject({ handle: z.uuid() }),
  /** A plain name in the folder that was allowed when the program was started. */
  z.strictObject({
    name: z
      .string()
      .max(255)
      .regex(
        /^[^\\/:\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u,
        'a file name without a folder was expected'
      ),
    /** Whether to replace an existing file of this name. */
    overwrite: z.boolean().optional()
  }),
  /** Kept until the browser has fetched it, under the address in {@link Written}. */
  z.strictObject({ download: z.literal(true) })
])

/** Result of writing a file or a folder. */
export const Written = z.object({
  /** Path of the file or folder; for a download, the proposed file name. */
  path: z.string(),
  bytes: z.number(),
  /** Where to fetch a download, as in urls.ts; null for everything else. */
  download: z.string().nullable()
})

/** How a page may save files. Native dialogs are not listed: main offers them. */
export const Saving = z.object({
  downloads: z.boolean(),
  /** Folder in which the page may write files by name; null if none was allowed. */
  folder: z.string().nullable()
})

export type Target = z.infer<typeof Target>
export type Written = z.infer<typeof Written>
export type Saving = z.infer<typeof Saving>
