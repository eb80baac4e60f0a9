import { z } from 'zod'
import { Outcome } from '../runs/outcome.ts'
import { text } from '../text/text.ts'
import { Slide } from './slide.ts'

/**
 * Progress of a slide: opened, analysed, under review, or signed. The most recently changed review
 * decides. An analysis without any result (`notAnalysed`), or with unreadable patches
 * (`partlyAnalysed`), is a state of its own.
 */
export const SlideState = z.enum(['new', 'notAnalysed', 'partlyAnalysed', 'analysed', 'inReview', 'signed'])

/** A slide as listed in the library. */
export const LibraryEntry = z.object({
  slide: Slide,
  state: SlideState,
  /** Number of runs of any status. */
  runs: z.number().int(),
  /** The run whose review changed last; without reviews, the newest finished run. */
  runId: z.number().int().nullable(),
  /** Outcome of that run; null without a run, and until it is done. */
  outcome: Outcome.nullable(),
  /** Of the review that changed last: its positive patches, and how many of them are labelled. */
  progress: z.object({ reviewed: z.number().int(), total: z.number().int() }).nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** When a run was last started or a review last changed; otherwise when the slide was added. */
  changedAt: z.string()
})

export const LibrarySort = z.enum(['added', 'changed', 'name', 'state', 'progress'])

export const LibrarySearch = z.object({
  /** Words, each of which must occur in the path, the notes, a tag or the format. */
  text: text(1000).optional(),
  states: z.array(SlideState).optional(),
  /** Tags; a slide must have all of them. */
  tags: z.array(text(100)).max(100).optional(),
  sort: LibrarySort.optional(),
  descending: z.boolean().optional(),
  offset: z.number().int().nonnegative().optional(),
  limit: z.number().int().min(1).max(10_000).optional()
})

export const LibraryPage = z.object({
  entries: z.array(LibraryEntry),
  /** Number of matching slides on all pages. */
  total: z.number().int(),
  /** Every tag in the library, with its number of slides. */
  tags: z.array(z.object({ tag: z.string(), slides: z.number().int() })),
  /** Number of slides in each state, over the whole library. */
  states: z.record(SlideState, z.number().int())
})

/** Result of a search for slides that are not at their paths. */
export const Relinked = z.object({
  found: z.array(z.object({ slideId: z.number().int(), from: z.string(), to: z.string() })),
  /** Slides that are still missing; the user can name another folder to search. */
  missing: z.array(Slide),
  /** Number of files and patch folders whose content was examined. */
  searched: z.number().int()
})

/**
 * An associated image of a slide. A label may show the patient's name, so it is shown only on
 * request and never exported.
 */
export const AssociatedImage = z.object({
  name: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  url: z.string()
})

export type SlideState = z.infer<typeof SlideState>
export type LibraryEntry = z.infer<typeof LibraryEntry>
export type LibrarySort = z.infer<typeof LibrarySort>
export type LibrarySearch = z.infer<typeof LibrarySearch>
export type LibraryPage = z.infer<typeof LibraryPage>
export type Relinked = z.infer<typeof Relinked>
export type AssociatedImage = z.infer<typeof AssociatedImage>

/** A directory entry, for the open dialog of platforms without a native one. */
export const FileEntry = z.object({
  name: z.string(),
  path: z.string(),
  directory: z.boolean(),
  /** Bytes; 0 for directories. */
  size: z.number().nonnegative()
})
export type FileEntry = z.infer<typeof FileEntry>
