import { z } from 'zod'
import { BackupState } from '../backup.ts'
import { ModelSummary } from '../models/model.ts'
import { Region, RegionClass } from '../review/region.ts'
import { Review, Reviewer } from '../review/review.ts'
import { Run, Tile } from '../runs/run.ts'
import { LibraryEntry } from '../slides/library.ts'
import { Slide } from '../slides/slide.ts'
import { FailureShape } from './failure.ts'

/** Everything the host reports unprompted, carried by one stream. */
export const HostEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slide'), slide: Slide }),
  /** The slide's state, tags or notes in the library have changed. */
  z.object({ type: z.literal('library'), entry: LibraryEntry }),
  z.object({ type: z.literal('slideRemoved'), slideId: z.number().int() }),
  z.object({ type: z.literal('run'), run: Run }),
  /** The tile's cells in the grid (see urls.ts) have changed. */
  z.object({ type: z.literal('tile'), runId: z.number().int(), tile: Tile }),
  /** A reviewer was added, or has other initials or another role. */
  z.object({ type: z.literal('reviewer'), reviewer: Reviewer }),
  /** Emitted after each action of a review, and after the events for what the action changed. */
  z.object({ type: z.literal('review'), review: Review }),
  /**
   * Changed cells of the label grid (see urls.ts): row, first column, number of columns, label
   * number, and so on.
   */
  z.object({ type: z.literal('labels'), runId: z.number().int(), spans: z.array(z.number().int()) }),
  /** `reload`: too many changes for one event; fetch the visible regions again. */
  z.object({
    type: z.literal('regions'),
    runId: z.number().int(),
    changed: z.array(Region),
    removed: z.array(z.string()),
    reload: z.boolean()
  }),
  /** All models, after a model was added, removed or made the default. */
  z.object({ type: z.literal('models'), models: z.array(ModelSummary) }),
  /** Progress of a comparison on one of its models, in patches. */
  z.object({ type: z.literal('comparing'), model: z.string(), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('comments'), runId: z.number().int() }),
  z.object({ type: z.literal('classes'), classes: z.array(RegionClass) }),
  /** A step of the host's startup, such as making the demo slide or measuring the engines. */
  z.object({ type: z.literal('setup'), step: z.string(), done: z.boolean() }),
  FailureShape.extend({ type: z.literal('notice') }),
  /** A backup of the library was made, or failed. */
  z.object({ type: z.literal('backup'), backup: BackupState }),
  /** The library is read-only from now on: it is damaged, or no longer at its path. */
  FailureShape.extend({ type: z.literal('readOnly') })
])

export type HostEvent = z.infer<typeof HostEvent>
