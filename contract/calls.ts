import { z } from 'zod'
import { DoctorReport } from './doctor.ts'
import { HostEvent } from './events.ts'
import { ModelSummary } from './model.ts'
import { EngineChoice, Run, Tile } from './run.ts'
import { Mpp, Slide } from './slide.ts'

const slideId = z.number().int().positive()
const runId = z.number().int().positive()
const nothing = z.void()

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) =>
  ({ kind: 'call', input, output }) as const
const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, item: O) =>
  ({ kind: 'stream', input, output: item }) as const

/** One entry of a directory, for the open dialog of machines without a native one. */
export const FileEntry = z.object({
  name: z.string(),
  path: z.string(),
  directory: z.boolean(),
  /** Bytes; 0 for directories. */
  size: z.number().nonnegative()
})
export type FileEntry = z.infer<typeof FileEntry>

/** A run's predictions as a file for other programs; `wsinfer` is a folder. */
export const ExportFormat = z.enum(['json', 'csv', 'geojson', 'geojson.gz', 'png', 'tiff', 'wsinfer'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const StartRun = z.object({
  slideId,
  model: z.string().optional(),
  engine: EngineChoice.optional(),
  /** Pixels at the model's scale; the model's patch size when absent. */
  stride: z.number().int().positive().optional(),
  threshold: z.number().min(0).max(1).optional(),
  tissueThreshold: z.number().min(0).max(255).optional()
})
export type StartRun = z.infer<typeof StartRun>

/** Every call and stream of the host: the one place where their shapes are written. */
export const calls = {
  'host.info': call(
    nothing,
    z.object({ version: z.string(), dataFolder: z.string(), homeFolder: z.string() })
  ),
  'host.doctor': call(nothing, DoctorReport),
  'host.events': stream(nothing, HostEvent),

  'files.list': call(
    z.object({ folder: z.string() }),
    z.object({ folder: z.string(), parent: z.string().nullable(), entries: z.array(FileEntry) })
  ),

  'slides.list': call(nothing, z.array(Slide)),
  /** A slide file, a patch folder, or a folder of either; what cannot be opened is named beside what could. */
  'slides.open': call(
    z.object({ path: z.string(), mpp: Mpp.optional() }),
    z.object({
      slides: z.array(Slide),
      refused: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    })
  ),
  'slides.setMpp': call(z.object({ slideId, mpp: Mpp }), Slide),
  /** Takes a slide and its runs out of the library; the file stays where it is. */
  'slides.remove': call(z.object({ slideId }), nothing),
  /** Tissue score map at low resolution: its size, the edge of a cell in level-0 pixels, the proposed threshold and where its pixels are. */
  'slides.tissue': call(
    z.object({ slideId }),
    z.object({
      width: z.number().int(),
      height: z.number().int(),
      cell: z.number().positive(),
      threshold: z.number(),
      url: z.string()
    })
  ),

  'models.list': call(nothing, z.array(ModelSummary)),

  'runs.list': call(z.object({ slideId: slideId.optional() }), z.array(Run)),
  'runs.get': call(z.object({ runId }), Run),
  'runs.tiles': call(z.object({ runId }), z.array(Tile)),
  'runs.start': call(StartRun, Run),
  /** Goes on with the next unfinished tile of a run that was cancelled or interrupted. */
  'runs.resume': call(z.object({ runId }), Run),
  /** Ends when no worker touches the run any more; finished tiles stay. */
  'runs.cancel': call(z.object({ runId }), Run),
  'runs.remove': call(z.object({ runId }), nothing),
  'runs.export': call(
    z.object({ runId, format: ExportFormat, path: z.string() }),
    z.object({ path: z.string(), bytes: z.number() })
  )
} as const

export type Calls = typeof calls
export type CallName = { [K in keyof Calls]: Calls[K]['kind'] extends 'call' ? K : never }[keyof Calls]
export type StreamName = { [K in keyof Calls]: Calls[K]['kind'] extends 'stream' ? K : never }[keyof Calls]
export type Input<K extends keyof Calls> = z.input<Calls[K]['input']>
export type Parsed<K extends keyof Calls> = z.output<Calls[K]['input']>
export type Output<K extends keyof Calls> = z.output<Calls[K]['output']>
