import { z } from 'zod'
import { LibraryEntry } from './library.ts'
import { ModelSummary } from './model.ts'
import { Region, RegionClass } from './region.ts'
import { Review, Reviewer } from './review.ts'
import { Run, Tile } from './run.ts'
import { Slide } from './slide.ts'

/** A code and a sentence, as they travel. */
export const FailureShape = z.object({ code: z.string(), message: z.string() })

/** Everything that the host tells unasked; one stream carries them all. */
export const HostEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slide'), slide: Slide }),
  /** What the library says of a slide: its state, tags or notes have changed. */
  z.object({ type: z.literal('library'), entry: LibraryEntry }),
  z.object({ type: z.literal('slideRemoved'), slideId: z.number().int() }),
  z.object({ type: z.literal('run'), run: Run }),
  /** The tile's cells of the grid (see urls.ts) have changed. */
  z.object({ type: z.literal('tile'), runId: z.number().int(), tile: Tile }),
  /** The reviewer whose actions the next ones are. */
  z.object({ type: z.literal('reviewer'), reviewer: Reviewer.nullable() }),
  /** After each action of a review; what it changed is told before. */
  z.object({ type: z.literal('review'), review: Review }),
  /** Cells of the grid of labels (see urls.ts): row, first column, number of columns, label's number, and so on. */
  z.object({ type: z.literal('labels'), runId: z.number().int(), spans: z.array(z.number().int()) }),
  /** `reload`: more than an event carries; ask anew for what is shown. */
  z.object({
    type: z.literal('regions'),
    runId: z.number().int(),
    changed: z.array(Region),
    removed: z.array(z.string()),
    reload: z.boolean()
  }),
  /** Every model, after one came, went or became the default. */
  z.object({ type: z.literal('models'), models: z.array(ModelSummary) }),
  /** How far a comparison is with one of its models, in patches. */
  z.object({ type: z.literal('comparing'), model: z.string(), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('comments'), runId: z.number().int() }),
  z.object({ type: z.literal('classes'), classes: z.array(RegionClass) }),
  /** What the host does at its start: making the demo slide, measuring the engines … */
  z.object({ type: z.literal('setup'), step: z.string(), done: z.boolean() }),
  FailureShape.extend({ type: z.literal('notice') }),
  /** From now on the library is open for reading only: it was found to be damaged. */
  FailureShape.extend({ type: z.literal('readOnly') })
])

export type HostEvent = z.infer<typeof HostEvent>
