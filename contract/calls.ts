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
/**
 * Spans of cells along the rows of a run's grid: row, first column, number of columns, and so on.
 */
const spans = z
  .array(place)
  .min(3)
  .refine(numbers => numbers.length % 3 === 0, 'spans are row, column and count')

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) =>
  ({ kind: 'call', input, output }) as const
const stream = <I extends z.ZodType, O extends z.ZodType>(input: I, item: O) =>
  ({ kind: 'stream', input, output: item }) as const

/** A directory entry, for the open dialog of platforms without a native one. */
export const FileEntry = z.object({
  name: z.string(),
  path: z.string(),
  directory: z.boolean(),
  /** Bytes; 0 for directories. */
  size: z.number().nonnegative()
})
export type FileEntry = z.infer<typeof FileEntry>

/** File formats for other programs to read a run's predictions; `wsinfer` is a folder. */
export const ExportFormat = z.enum(['json', 'csv', 'geojson', 'geojson.gz', 'png', 'tiff', 'wsinfer'])
export type ExportFormat = z.infer<typeof ExportFormat>

export const StartRun = z.object({
  slideId,
  model: z.string().optional(),
  engine: EngineChoice.optional(),
  /** Pixels at the model's scale; defaults to the model's patch size. */
  stride: z.number().int().positive().optional(),
  threshold: z.number().min(0).max(1).optional(),
  tissueThreshold: z.number().min(0).max(255).optional()
})
export type StartRun = z.infer<typeof StartRun>

/** Defines the shape of every call and stream of the host, in one place. */
export const calls = {
  'host.info': call(
    nothing,
    z.object({
      version: z.string(),
      dataFolder: z.string(),
      homeFolder: z.string(),
      /** Why the library is read-only; null when it accepts changes. */
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
  /**
   * Opens a slide file, a patch folder, or a folder of either. Lists what failed next to what
   * opened.
   */
  'slides.open': call(
    z.object({ path: z.string(), mpp: Mpp.optional() }),
    z.object({
      slides: z.array(Slide),
      refused: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    })
  ),
  'slides.setMpp': call(z.object({ slideId, mpp: Mpp }), Slide),
  /** Removes a slide and its runs from the library; the slide file stays where it is. */
  'slides.remove': call(z.object({ slideId }), nothing),
  /**
   * Low-resolution map of tissue scores: its size, the edge of a cell in level-0 pixels, the
   * proposed threshold, and the URL of its pixels.
   */
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

  /** Associated images such as label and macro. No other call or export contains them. */
  'slides.associated': call(z.object({ slideId }), z.array(AssociatedImage)),

  'library.search': call(LibrarySearch, LibraryPage),
  'library.get': call(z.object({ slideId }), LibraryEntry),
  /** Changes the given fields; omitted fields keep their values. */
  'library.describe': call(
    z.object({
      slideId,
      tags: z.array(z.string().max(100)).max(100).optional(),
      notes: z.string().max(100_000).optional()
    }),
    LibraryEntry
  ),
  /**
   * Finds moved slides by their content: first relative to the library, then where another slide
   * has moved to, then below `folders`.
   */
  'library.relink': call(z.object({ folders: z.array(z.string()), slideId: slideId.optional() }), Relinked),

  /** Shipped and imported models: the default first, unusable models last. */
  'models.list': call(nothing, z.array(ModelSummary)),
  'models.details': call(modelName, ModelDetails),
  /**
   * Loads the model on the CPU engine and compares its outputs with those in its spec.json. Returns
   * a refusal as a result instead of throwing.
   */
  'models.test': call(modelName, ModelTest),
  /** What is known of a model before it becomes the default, and whether the user must confirm. */
  'models.standing': call(modelName, Standing),
  /** Sets the model to use when the user chooses none; null leaves the choice to the program. */
  'models.setDefault': call(z.object({ name: z.string().nullable() }), z.array(ModelSummary)),
  /** Inspects a folder before import; its files are checked during the import itself. */
  'models.inspect': call(z.object({ path: z.string() }), ModelFolder),
  /**
   * Copies a model into the library if it is valid and passes its self-test; otherwise leaves
   * nothing behind.
   */
  'models.import': call(z.object({ path: z.string(), form: ModelForm.optional() }), ModelSummary),
  /**
   * Removes an imported model. Its finished runs stay, with the record of the model that made them.
   * @throws model/shipped, model/in-use
   */
  'models.remove': call(modelName, nothing),

  /** Newest first. */
  'comparisons.list': call(nothing, z.array(Comparison)),
  /**
   * Evaluates models on a patch folder in the published layout and stores the result. A model that
   * cannot be evaluated carries the reason.
   */
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
  /** Explains a model's prediction for one patch of a run; recomputed on the CPU. */
  'patches.explain': call(z.object({ runId, row: place, col: place }), Explanation),
  'runs.start': call(StartRun, Run),
  /** Resumes a cancelled or interrupted run at its next unfinished tile. */
  'runs.resume': call(z.object({ runId }), Run),
  /** Returns once no worker is using the run any more; finished tiles stay. */
  'runs.cancel': call(z.object({ runId }), Run),
  'runs.remove': call(z.object({ runId }), nothing),
  'runs.export': call(
    z.object({ runId, format: ExportFormat, path: z.string() }),
    z.object({ path: z.string(), bytes: z.number() })
  ),
  /**
   * Exports reviewed patches as a folder in the published layout, for training. Writes the whole
   * folder or nothing.
   */
  'runs.exportPatches': call(
    z.object({
      runId,
      path: z.string(),
      /** Patient name to use in the file names; defaults to the slide's name. */
      patient: z.string().max(100).optional()
    }),
    PatchesWritten
  ),
  /**
   * Writes the region report as a document or as data. If the slide file is missing, the report
   * omits its images and says so.
   */
  'runs.report': call(ReportRequest.extend({ format: ReportFormat, path: z.string() }), ReportWritten),

  'reviewers.list': call(nothing, z.array(Reviewer)),
  /** The reviewer to whom new actions are attributed; null until one is chosen. */
  'reviewers.current': call(nothing, Reviewer.nullable()),
  /** Adds a reviewer to the library and makes them the current one. */
  'reviewers.add': call(NewReviewer, Reviewer),
  'reviewers.choose': call(z.object({ reviewerId: z.number().int().positive() }), Reviewer),

  /** Returns an empty review until the first action creates one. */
  'review.get': call(z.object({ runId }), Review),
  /**
   * Records one action for any number of patches; skips cells without a prediction. Null removes
   * labels.
   */
  'review.label': call(
    z.object({ runId, label: PatchLabel.nullable(), spans }),
    z.object({ review: Review, changed: z.number().int() })
  ),
  /** Null restores the run's own threshold. */
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
  /** Null deletes the comment. */
  'review.editComment': call(z.object({ runId, commentId: z.uuid(), text: sentence.nullable() }), nothing),
  /** Returns corrections in grid order. */
  'review.corrections': call(
    z.object({
      runId,
      after: z.object({ row: place, col: place }).optional(),
      limit: z.number().int().min(1).max(10_000).optional()
    }),
    z.array(Correction)
  ),
  /** Locks the review: later changes are refused until it is reopened. */
  'review.sign': call(z.object({ runId, meaning: sentence }), Review),
  'review.reopen': call(z.object({ runId, reason: sentence }), Review),
  'review.signatures': call(z.object({ runId }), z.array(Signature)),
  /**
   * Recomputes the hash chain of the log and compares the states rebuilt from it with the stored
   * ones, for one run or all.
   */
  'review.verify': call(z.object({ runId: runId.optional() }), Verification),
  /**
   * Rebuilds the stored state of a run's review if the log is intact, then returns the result of
   * `verify`.
   */
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
  /** @throws class/in-use while a region uses the class */
  'classes.remove': call(z.object({ classId: z.number().int().positive() }), nothing),

  /** Returns every region of a run, without geometry. */
  'regions.list': call(z.object({ runId }), z.array(RegionRow)),
  /**
   * Returns regions that touch the bounds, largest first. Omits those smaller than `smallest`
   * level-0 pixels in either direction.
   */
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
  /** Measures a stored region, or a geometry that is still being drawn. */
  'regions.measure': call(
    z.object({ runId, of: z.union([z.object({ regionId: z.uuid() }), z.object({ geometry: Geometry })]) }),
    Measures
  ),
  /** Records one action for any number of regions. */
  'regions.add': call(
    z.object({ runId, regions: z.array(NewRegion).min(1), origin: RegionOrigin.optional() }),
    z.array(Region)
  ),
  /**
   * Imports the annotations of a QuPath GeoJSON file, compressed or not, as one action; imports all
   * or none.
   * @throws import/…
   */
  'regions.import': call(z.object({ runId, path: z.string() }), Imported),
  /**
   * Creates a region from the named patch and all positive patches connected to it, corners
   * included.
   */
  'regions.fromPatches': call(
    z.object({ runId, row: place, col: place, classId: z.number().int().positive().optional() }),
    Region
  ),
  /** A geometry applies to exactly one region; any other change applies to every region named. */
  'regions.update': call(z.object({ runId, regionIds, change: RegionChange }), z.array(Region)),
  'regions.remove': call(z.object({ runId, regionIds }), nothing),
  /** Extends the region by other regions, which are then removed, or by an area. */
  'regions.merge': call(z.object({ runId, regionId: z.uuid(), operand: Operand }), Region),
  /**
   * Other regions stay unchanged. Returns null when nothing of the region is left; the region is
   * then removed.
   */
  'regions.subtract': call(z.object({ runId, regionId: z.uuid(), operand: Operand }), Region.nullable())
} as const

export type Calls = typeof calls
export type CallName = { [K in keyof Calls]: Calls[K]['kind'] extends 'call' ? K : never }[keyof Calls]
export type StreamName = { [K in keyof Calls]: Calls[K]['kind'] extends 'stream' ? K : never }[keyof Calls]
export type Input<K extends keyof Calls> = z.input<Calls[K]['input']>
export type Parsed<K extends keyof Calls> = z.output<Calls[K]['input']>
export type Output<K extends keyof Calls> = z.output<Calls[K]['output']>
