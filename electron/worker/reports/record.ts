import { z } from 'zod'
import { Calibration } from '../../../contract/models/model.ts'
import { Leak } from '../../../contract/models/seen.ts'
import { Bounds, Geometry, Measures, RegionKind, RegionOrigin } from '../../../contract/review/region.ts'
import { Correction, Review, Signature } from '../../../contract/review/review.ts'
import { Outcome } from '../../../contract/runs/outcome.ts'
import { qualityFlags } from '../../../contract/runs/quality.ts'
import {
  Grid,
  QualityFindings,
  Run,
  RunParameters,
  RunProfile,
  RunStatus,
  Tile,
  WholeSlide
} from '../../../contract/runs/run.ts'
import { MppSource, Overruling } from '../../../contract/slides/slide.ts'

const moment = z.object({ utc: z.string(), local: z.string() })

export const ReportedRegion = z.object({
  /** Number of the region in the report: 1, 2, 3 … */
  number: z.number().int().positive(),
  id: z.uuid(),
  class: z.object({ name: z.string(), color: z.string() }),
  name: z.string(),
  note: z.string(),
  kind: RegionKind,
  origin: RegionOrigin,
  locked: z.boolean(),
  geometry: Geometry,
  bounds: Bounds,
  measures: Measures,
  /**
   * The model's positive class if at least half of the region's patches reach the review's
   * threshold, else the negative one; null if the region contains no predicted patch.
   */
  modelClass: z.string().nullable(),
  /** Whether the reviewer's class agrees; null if there is nothing to compare. */
  agrees: z.boolean().nullable(),
  /** Number of patches with a quality flag; null without a quality check. */
  flagged: z.number().int().nullable(),
  /** The most probable patch of the region. */
  peak: z.object({ row: z.number().int(), col: z.number().int(), probability: z.number() }).nullable(),
  comments: z.array(z.object({ text: z.string(), reviewer: z.string(), utc: z.string() })),
  createdAt: z.string(),
  updatedAt: z.string()
})

/** A correction with its position. */
export const ReportedCorrection = Correction.omit({ reviewer: true }).extend({
  /** Top left of the patch in level-0 pixels. */
  x: z.number(),
  y: z.number(),
  modelClass: z.string(),
  reviewer: z.string()
})

/** All facts of a region report, as published in docs/schemas/report.schema.json. */
export const ReportRecord = z.object({
  format: z.literal('ductal-report'),
  formatVersion: z.literal(1),
  notice: z.string(),
  areaNotice: z.string(),
  software: z.object({ name: z.literal('Ductal'), version: z.string() }),
  madeAt: moment,
  /** What the run lacks; null if the whole slide was analysed. */
  missing: z.string().nullable(),
  frame: z.object({
    unit: z.literal('level-0 pixel'),
    origin: z.literal('top left of the full slide image')
  }),
  slide: z.object({
    name: z.string(),
    path: z.string(),
    /** Whether the slide file existed when the report was made. */
    present: z.boolean(),
    vendor: z.string(),
    fingerprint: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    mpp: z.number(),
    mppSource: MppSource,
    synthetic: z.boolean(),
    /** Refusals of the slide that a reviewer overruled. */
    overruled: z.array(Overruling)
  }),
  model: z.object({
    name: z.string(),
    title: z.string(),
    version: z.string(),
    sha256: z.string(),
    architecture: z.string(),
    classes: z.array(z.string()),
    mpp: z.number(),
    patch: z.number().int(),
    /** Null if these weights are no longer installed. */
    parameters: z.number().int().nullable(),
    threshold: z.number().nullable(),
    card: z.string().nullable(),
    /** The part that the slide's patient took in the making of the model; null if none is known. */
    leak: Leak.nullable()
  }),
  run: z.object({
    id: z.number().int(),
    status: RunStatus,
    /** How much of the tissue has a result; null for an unfinished run. */
    outcome: Outcome.nullable(),
    engine: z.string().nullable(),
    device: z.string().nullable(),
    /** What decoded the slide; null for older analyses. */
    reader: z.object({ name: z.string(), version: z.string() }).nullable(),
    /** The file's ICC profile, and whether the network saw its colours; null without one. */
    profile: RunProfile.nullable(),
    /** What the reader did not use or show, one sentence each. */
    remarks: z.array(z.string()),
    parameters: RunParameters,
    calibration: Calibration,
    /** Result of slide calibration; null without it. */
    wholeSlide: WholeSlide.nullable(),
    /** Result of the quality check; null without one. */
    quality: QualityFindings.nullable(),
    strideUm: z.number(),
    tiles: z.object({
      total: z.number().int(),
      done: z.number().int(),
      failed: z.number().int(),
      background: z.number().int()
    }),
    failedTiles: z.array(Tile.omit({ state: true })),
    /** Patches with tissue, and those of them with a prediction. */
    planned: z.number().int(),
    /** Tissue in mm², and the parts of it without a result. */
    tissue: Run.shape.tissue,
    patches: z.number().int(),
    grid: Grid,
    seconds: z.number(),
    createdAt: z.string()
  }),
  review: Review.omit({
    runId: true,
    slideId: true,
    undo: true,
    redo: true,
    signature: true,
    regions: true,
    comments: true
  }),
  /** Labelled patches, by the model's class at the review's threshold. */
  counts: z.object({
    truePositive: z.number().int(),
    falsePositive: z.number().int(),
    falseNegative: z.number().int(),
    trueNegative: z.number().int(),
    unsure: z.number().int(),
    /** Analysed patches without a label. */
    unlabelled: z.number().int()
  }),
  /** Analysed patches at or above the review's threshold; null if nothing was analysed. */
  marked: z.object({ patches: z.number().int(), areaMm2: z.number() }).nullable(),
  /**
   * Patches with a quality flag, by flag, and how many of them the model marked; flags that occur
   * only.
   */
  flagged: z.array(
    z.object({ flag: z.enum(qualityFlags), patches: z.number().int(), marked: z.number().int() })
  ),
  regions: z.array(ReportedRegion),
  /** Comments on the slide and on patches. */
  comments: z.array(
    z.object({
      text: z.string(),
      patch: z.object({ row: z.number().int(), col: z.number().int() }).nullable(),
      reviewer: z.string(),
      utc: z.string()
    })
  ),
  /** Oldest first; the last one is in force unless the review was reopened. */
  signatures: z.array(Signature),
  corrections: z.array(ReportedCorrection)
})

export type ReportedRegion = z.infer<typeof ReportedRegion>
export type ReportedCorrection = z.infer<typeof ReportedCorrection>
/** Without corrections, which are streamed to the file: there may be a million. */
export type ReportRecord = Omit<z.infer<typeof ReportRecord>, 'corrections'>
