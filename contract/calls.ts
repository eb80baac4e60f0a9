import { z } from 'zod'
import { Comparison } from './comparison.ts'
import { Standing } from './default-check.ts'
import { DoctorReport } from './doctor.ts'
import { FailureShape, HostEvent } from './events.ts'
import { AssociatedImage, LibraryEntry, LibraryPage, LibrarySearch, Relinked } from './library.ts'
import { ModelDetails, ModelFolder, ModelForm, ModelSummary, ModelTest } from './model.ts'
import { PatchesWritten } from './patches.ts'
import {
  Bounds,
  Geometry,
  Measures,
  NewRegion,
  Operand,
  Region,
  RegionChange,
  RegionClass,
  RegionOrigin,
  RegionRow
} from './region.ts'
import { Imported, ReportFormat, ReportRequest, ReportWritten } from './report.ts'
import {
  Action,
  Comment,
  Correction,
  NewReviewer,
  PatchLabel,
  Review,
  Reviewer,
  Signature,
  Verification
} from './review.ts'
import { EngineChoice, Explanation, Run, Tile } from './run.ts'
import { Mpp, Slide } from './slide.ts'

const slideId = z.number().int().positive()
const runId = z.number().int().positive()
const modelName = z.object({ name: z.string() })
const nothing = z.void()
const regionIds = z.array(z.uuid()).min(1)
const place = z.number().int().nonnegative()
const sentence = z.string().trim().min(1).max(10_000)
const color = z.string().regex(/^#[0-9a-f]{6}$/, 'a colour is # and six hex digits in lower case')
const className = z.string().trim().min(1).max(100)
/** Places in a run's grid, along its rows: row, first column, number of columns, and so on. */
const spans = z
  .array(place)
  .min(3)
  .refine(numbers => numbers.length % 3 === 0, 'spans are row, column and count')

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
    z.object({
      version: z.string(),
      dataFolder: z.string(),
      homeFolder: z.string(),
      /** Why the library is open for reading only; null where it takes changes. */
      readOnly: FailureShape.nullable()
    })
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

  /** Label, macro and the like, which no other call and no export shows. */
  'slides.associated': call(z.object({ slideId }), z.array(AssociatedImage)),

  'library.search': call(LibrarySearch, LibraryPage),
  'library.get': call(z.object({ slideId }), LibraryEntry),
  /** What is absent stays as it is. */
  'library.describe': call(
    z.object({
      slideId,
      tags: z.array(z.string().max(100)).max(100).optional(),
      notes: z.string().max(100_000).optional()
    }),
    LibraryEntry
  ),
  /** Finds slides again that have moved, by their content: beside the library, as another one moved, then below the folders. */
  'library.relink': call(z.object({ folders: z.array(z.string()), slideId: slideId.optional() }), Relinked),

  /** Those of the program and those of the library, the default first, what cannot be used last. */
  'models.list': call(nothing, z.array(ModelSummary)),
  'models.details': call(modelName, ModelDetails),
  /** Has the processor's engine load it and reproduce the outputs that its spec.json states. A refusal is an answer. */
  'models.test': call(modelName, ModelTest),
  /** What is known of a model before it becomes the default, and whether a person should be asked. */
  'models.standing': call(modelName, Standing),
  /** Which one is used where nobody chooses; null leaves that to the program. */
  'models.setDefault': call(z.object({ name: z.string().nullable() }), z.array(ModelSummary)),
  /** Looks at a folder that somebody would import; its files are checked with the import. */
  'models.inspect': call(z.object({ path: z.string() }), ModelFolder),
  /** Copies a folder's model into the library once it is checked and passes its self-test; else nothing is left of it. */
  'models.import': call(z.object({ path: z.string(), form: ModelForm.optional() }), ModelSummary),
  /** Takes an imported model away. Its finished runs stay, and what they were made with. @throws model/shipped, model/in-use */
  'models.remove': call(modelName, nothing),

  /** Newest first. */
  'comparisons.list': call(nothing, z.array(Comparison)),
  /** Judges models on a patch folder in the published layout, and keeps what came out. One that cannot be judged says why. */
  'comparisons.make': call(
    z.object({
      path: z.string(),
      models: z
        .array(z.string())
        .min(2)
        .max(12)
        .refine(names => new Set(names).size === names.length, 'each model is named once')
    }),
    Comparison
  ),
  'comparisons.remove': call(z.object({ comparisonId: z.number().int().positive() }), nothing),

  'runs.list': call(z.object({ slideId: slideId.optional() }), z.array(Run)),
  'runs.get': call(z.object({ runId }), Run),
  'runs.tiles': call(z.object({ runId }), z.array(Tile)),
  /** Why a run's model judges one of its patches as it does; computed anew, on the processor. */
  'patches.explain': call(z.object({ runId, row: place, col: place }), Explanation),
  'runs.start': call(StartRun, Run),
  /** Goes on with the next unfinished tile of a run that was cancelled or interrupted. */
  'runs.resume': call(z.object({ runId }), Run),
  /** Ends when no worker touches the run any more; finished tiles stay. */
  'runs.cancel': call(z.object({ runId }), Run),
  'runs.remove': call(z.object({ runId }), nothing),
  'runs.export': call(
    z.object({ runId, format: ExportFormat, path: z.string() }),
    z.object({ path: z.string(), bytes: z.number() })
  ),
  /** Reviewed patches as a folder in the published layout, to train on: there is the whole folder, or none. */
  'runs.exportPatches': call(
    z.object({
      runId,
      path: z.string(),
      /** Whose slide it is, as the files shall name it; without it as the slide is called. */
      patient: z.string().max(100).optional()
    }),
    PatchesWritten
  ),
  /** The region report, as a document or as data; a slide that is gone leaves its pictures out, and the report says so. */
  'runs.report': call(ReportRequest.extend({ format: ReportFormat, path: z.string() }), ReportWritten),

  'reviewers.list': call(nothing, z.array(Reviewer)),
  /** Whose actions the next ones are; null until somebody says. */
  'reviewers.current': call(nothing, Reviewer.nullable()),
  /** Takes a reviewer into the library and makes them the current one. */
  'reviewers.add': call(NewReviewer, Reviewer),
  'reviewers.choose': call(z.object({ reviewerId: z.number().int().positive() }), Reviewer),

  /** A run has a review from the first action on; before, this tells an empty one. */
  'review.get': call(z.object({ runId }), Review),
  /** One action, however many patches; places without a prediction are passed over. Null takes labels away. */
  'review.label': call(
    z.object({ runId, label: PatchLabel.nullable(), spans }),
    z.object({ review: Review, changed: z.number().int() })
  ),
  /** Null goes back to the run's own. */
  'review.threshold': call(z.object({ runId, threshold: z.number().min(0).max(1).nullable() }), Review),
  'review.undo': call(z.object({ runId }), Review),
  'review.redo': call(z.object({ runId }), Review),
  /** Newest first. */
  'review.actions': call(
    z.object({
      runId,
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(1000).optional()
    }),
    z.array(Action)
  ),
  'review.comments': call(z.object({ runId }), z.array(Comment)),
  'review.comment': call(
    z.object({
      runId,
      text: sentence,
      regionId: z.uuid().optional(),
      patch: z.object({ row: place, col: place }).optional()
    }),
    Comment
  ),
  /** Null takes the comment away. */
  'review.editComment': call(z.object({ runId, commentId: z.uuid(), text: sentence.nullable() }), nothing),
  /** In the order of the grid. */
  'review.corrections': call(
    z.object({
      runId,
      after: z.object({ row: place, col: place }).optional(),
      limit: z.number().int().min(1).max(10_000).optional()
    }),
    z.array(Correction)
  ),
  /** Locks the review: any later change is refused until it is opened again. */
  'review.sign': call(z.object({ runId, meaning: sentence }), Review),
  'review.reopen': call(z.object({ runId, reason: sentence }), Review),
  'review.signatures': call(z.object({ runId }), z.array(Signature)),
  /** Computes the chain of the log anew, and compares the states rebuilt from it with those stored: of one run, or of all. */
  'review.verify': call(z.object({ runId: runId.optional() }), Verification),
  /** Writes the state of a run's review anew from the log, where the log is whole; tells what `verify` says then. */
  'review.rebuild': call(z.object({ runId }), Verification),

  'classes.list': call(nothing, z.array(RegionClass)),
  'classes.add': call(z.object({ name: className, color }), RegionClass),
  'classes.update': call(
    z.object({
      classId: z.number().int().positive(),
      name: className.optional(),
      color: color.optional()
    }),
    RegionClass
  ),
  /** @throws class/in-use while a region has it */
  'classes.remove': call(z.object({ classId: z.number().int().positive() }), nothing),

  /** Every region of a run, without geometry. */
  'regions.list': call(z.object({ runId }), z.array(RegionRow)),
  /** Regions that touch a part of the slide, larger ones first; those smaller than `smallest` level-0 pixels either way are left out. */
  'regions.within': call(
    z.object({
      runId,
      bounds: Bounds,
      smallest: z.number().nonnegative().optional(),
      limit: z.number().int().min(1).max(100_000).optional()
    }),
    z.array(Region)
  ),
  'regions.get': call(z.object({ runId, regionId: z.uuid() }), Region),
  /** Of a stored region, or of a geometry that is being drawn. */
  'regions.measure': call(
    z.object({ runId, of: z.union([z.object({ regionId: z.uuid() }), z.object({ geometry: Geometry })]) }),
    Measures
  ),
  /** One action, however many. */
  'regions.add': call(
    z.object({ runId, regions: z.array(NewRegion).min(1), origin: RegionOrigin.optional() }),
    z.array(Region)
  ),
  /** Annotations of a GeoJSON file as QuPath writes it, compressed or not; one action, or nothing. @throws import/… */
  'regions.import': call(z.object({ runId, path: z.string() }), Imported),
  /** The region that the positive patches make which touch, also by a corner, the one that is named. */
  'regions.fromPatches': call(
    z.object({ runId, row: place, col: place, classId: z.number().int().positive().optional() }),
    Region
  ),
  /** A geometry goes to one region; anything else to as many as are named. */
  'regions.update': call(z.object({ runId, regionIds, change: RegionChange }), z.array(Region)),
  'regions.remove': call(z.object({ runId, regionIds }), nothing),
  /** The region grows by the others, which go, or by an area. */
  'regions.merge': call(z.object({ runId, regionId: z.uuid(), operand: Operand }), Region),
  /** The others stay; null where nothing of the region is left, which then is removed. */
  'regions.subtract': call(z.object({ runId, regionId: z.uuid(), operand: Operand }), Region.nullable())
} as const

export type Calls = typeof calls
export type CallName = { [K in keyof Calls]: Calls[K]['kind'] extends 'call' ? K : never }[keyof Calls]
export type StreamName = { [K in keyof Calls]: Calls[K]['kind'] extends 'stream' ? K : never }[keyof Calls]
export type Input<K extends keyof Calls> = z.input<Calls[K]['input']>
export type Parsed<K extends keyof Calls> = z.output<Calls[K]['input']>
export type Output<K extends keyof Calls> = z.output<Calls[K]['output']>
