import { z } from 'zod'
import { LibraryEntry, LibraryPage, LibrarySearch, Relinked } from '../slides/library.ts'
import { path, text } from '../text/text.ts'
import { call, slideId } from './call.ts'

/** Calls about the list of slides. */
export const libraryCalls = {
  'library.search': call(LibrarySearch, LibraryPage),
  'library.get': call(z.object({ slideId }), LibraryEntry),
  /** Changes the given fields; omitted fields keep their values. */
  'library.describe': call(
    z.object({
      slideId,
      tags: z.array(text(100)).max(100).optional(),
      notes: text(100_000).optional()
    }),
    LibraryEntry,
    { writes: true }
  ),
  /**
   * Finds moved slides by their content: first relative to the library, then where another slide
   * has moved to, then below `folders`.
   */
  'library.relink': call(z.object({ folders: z.array(path), slideId: slideId.optional() }), Relinked, {
    writes: true
  })
} as const
