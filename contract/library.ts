import { z } from 'zod'
import { Slide } from './slide.ts'

/** How far a slide has come: opened, analysed, in the hands of a reviewer, or signed. The review that was changed last counts. */
export const SlideState = z.enum(['new', 'analysed', 'inReview', 'signed'])

/** A slide as the library lists it. */
export const LibraryEntry = z.object({
  slide: Slide,
  state: SlideState,
  /** Runs of any status. */
  runs: z.number().int(),
  /** The run whose review was changed last, or else the newest finished one. */
  runId: z.number().int().nullable(),
  /** Of the review that was changed last: positive patches, and those of them that have a label. */
  progress: z.object({ reviewed: z.number().int(), total: z.number().int() }).nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** When a run of it was begun or its review was changed last; when it was added where neither was. */
  changedAt: z.string()
})

export const LibrarySort = z.enum(['added', 'changed', 'name', 'state', 'progress'])

export const LibrarySearch = z.object({
  /** Words that each must occur in the path, the notes, a tag or the format. */
  text: z.string().max(1000).optional(),
  states: z.array(SlideState).optional(),
  /** Tags of which a slide must have every one. */
  tags: z.array(z.string()).optional(),
  sort: LibrarySort.optional(),
  descending: z.boolean().optional(),
  offset: z.number().int().nonnegative().optional(),
  limit: z.number().int().min(1).max(10_000).optional()
})

export const LibraryPage = z.object({
  entries: z.array(LibraryEntry),
  /** Slides that fit, on this page or not. */
  total: z.number().int(),
  /** Every tag of the library, and how many slides have it. */
  tags: z.array(z.object({ tag: z.string(), slides: z.number().int() })),
  /** Every slide of the library by its state. */
  states: z.record(SlideState, z.number().int())
})

/** What came of looking for slides that are not at their paths. */
export const Relinked = z.object({
  found: z.array(z.object({ slideId: z.number().int(), from: z.string(), to: z.string() })),
  /** Slides that are still missing: whoever knows where they are may name another folder. */
  missing: z.array(Slide),
  /** Files that were looked at, by name or by content. */
  searched: z.number().int()
})

/** An image beside the slide itself. A label may name the patient: it is shown only to who asks for it, and is never exported. */
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
