import { z } from 'zod'
import { Run, Tile } from './run.ts'
import { Slide } from './slide.ts'

/** Everything that the host tells unasked; one stream carries them all. */
export const HostEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slide'), slide: Slide }),
  z.object({ type: z.literal('slideRemoved'), slideId: z.number().int() }),
  z.object({ type: z.literal('run'), run: Run }),
  /** The tile's cells of the grid (see urls.ts) have changed. */
  z.object({ type: z.literal('tile'), runId: z.number().int(), tile: Tile }),
  /** What the host does at its start: making the demo slide, measuring the engines … */
  z.object({ type: z.literal('setup'), step: z.string(), done: z.boolean() }),
  z.object({ type: z.literal('notice'), code: z.string(), message: z.string() })
])

export type HostEvent = z.infer<typeof HostEvent>
