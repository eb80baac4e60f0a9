import { z } from 'zod'
import { Calibration, Mixture } from '../models/model.ts'
import { profileRules } from '../slides/profile.ts'
import { MppSource } from '../slides/slide.ts'
import { name } from '../text/text.ts'
import { engineChoices, engineNames } from './engine.ts'
import { Outcome } from './outcome.ts'
import { qualityFlags } from './quality.ts'

export const EngineName = z.enum(engineNames)
export const EngineChoice = z.enum(engineChoices)

/** Result of probing an engine during engine selection. */
export const EngineProbe = z.object({
  name: EngineName,
  /** The engine opens and reproduces the golden outputs. */
  ok: z.boolean(),
  chosen: z.boolean(),
  /** Name reported by the driver; null without a device. */
  device: z.string().nullable(),
  /** Measured only when several engines were available. */
  patchesPerSecond: z.number().nullable(),
  /** Why the engine was not chosen; empty if it was. */
  reason: z.string()
})

/**
 * Positions of a run's patches. Each is computed as origin + (col, row) × stride, never
 * accumulated.
 */
export const Grid = z.object({
  /** In level-0 pixels. */
  originX: z.number(),
  originY: z.number(),
  /** Distance between neighbouring patches in level-0 pixels; usually not an integer. */
  stride: z.number().positive(),
  /** Edge of a patch in level-0 pixels; usually not an integer. */
  patch: z.number().positive(),
  cols: z.number().int().positive(),
  rows: z.number().int().positive()
})

export const RunParameters = z.object({
  /**
   * Pixels at the model's scale between neighbouring patches; equal to the patch size without
   * overlap.
   */
  stride: z.number().int().positive(),
  /** Probability from which a patch counts as positive. */
  threshold: z.number().min(0).max(1),
  /** Source of the threshold: the model's own, its more sensitive one, or the user. */
  thresholdSource: z.enum(['model', 'screening', 'user']),
  /**
   * Tissue score (0–255) from which a mask cell counts as tissue; null for a patch folder, which
   * needs no mask.
   */
  tissueThreshold: z.number().min(0).max(255).nullable()
})

export const RunStatus = z.enum(['queued', 'running', 'done', 'cancelled', 'interrupted', 'failed'])

/** Result of slide calibration, which runs once the network has seen all patches. */
export const WholeSlide = z.object({
  /** Number of patches calibrated. */
  patches: z.number().int(),
  /** The mixture in use: fitted on this slide, or the model's initial one; null without any. */
  mixture: Mixture.nullable(),
  /**
   * Ashman's D of the mixture fitted on this slide, which is accepted above 2. Null when none was
   * fitted.
   */
  separation: z.number().nullable(),
  /**
   * Why the model's initial mixture was used instead, or `surroundings` if the model calibrates by
   * neighbouring patches; null when the fit was accepted.
   */
  taken: z.enum(['too few patches', 'one hump', 'surroundings']).nullable(),
  /**
   * The logit from which a patch resembles the positive class more than the negative one; null
   * without a mixture.
   */
  cut: z.number().nullable()
})

/**
 * Result of the quality check: how many patches are unlike those the networks were trained on, and
 * why. No patch is excluded for a flag.
 */
export const QualityFindings = z.object({
  /** Number of patches checked. */
  patches: z.number().int(),
  byFlag: z.record(z.enum(qualityFlags), z.number().int()),
  /** Whether all patches together suggest a scale other than the model's. */
  otherScale: z.boolean()
})

export const RunProfile = z.object({ name: z.string(), rule: z.enum(profileRules) })

export const Run = z.object({
  id: z.number().int().positive(),
  slideId: z.number().int().positive(),
  model: z.string(),
  modelSha256: z.string(),
  /** µm per level-0 pixel used for this run, and its source. */
  mpp: z.number().positive(),
  mppSource: MppSource,
  /** What decoded the slide, and its version; null for runs of versions that did not record it. */
  reader: z.object({ name: z.string(), version: z.string() }).nullable(),
  /**
   * Name of the slide's ICC profile ('' if it has none), and whether the network saw its colours.
   * Null without a profile, and for runs of versions that had the profile among the remarks.
   */
  profile: RunProfile.nullable(),
  /** What the reader did not use or show, as of this run; empty in runs of older versions. */
  remarks: z.array(z.string()),
  engine: EngineName.nullable(),
  /** The device that ran the network, as named by its driver. */
  device: z.string().nullable(),
  /** Probe results of all engines at the time of selection; empty before the first tile. */
  engines: z.array(EngineProbe),
  parameters: RunParameters,
  /** The model's calibration at the time the run was planned. */
  calibration: Calibration,
  /** Null without slide calibration, and until the run is done. */
  wholeSlide: WholeSlide.nullable(),
  /**
   * Null without a quality check: before the first tile, in runs made before quality checks
   * existed, and for models with another patch size or scale.
   */
  quality: QualityFindings.nullable(),
  grid: Grid,
  strideUm: z.number().positive(),
  status: RunStatus,
  /** How much of the tissue has a result; null until the run is done. */
  outcome: Outcome.nullable(),
  tiles: z.object({
    total: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    /** Tiles without tissue, where there is nothing to analyse. */
    background: z.number().int()
  }),
  /** Patches with tissue, which are to be analysed. */
  planned: z.number().int(),
  /**
   * Tissue in mm², and the parts of it without a result. Null if tissue was not measured: in a
   * patch folder, and in runs made before this measurement existed.
   */
  tissue: z.object({
    foundMm2: z.number().nullable(),
    /** In patches with too little tissue to be analysed. */
    sparseMm2: z.number().nullable(),
    /** In patches that could not be read, counted as whole patches. */
    unreadableMm2: z.number()
  }),
  /** Patches with a prediction. */
  patches: z.number().int(),
  /** Patches at or above the threshold. */
  positive: z.number().int(),
  seconds: z.object({ open: z.number(), tissue: z.number(), infer: z.number(), total: z.number() }),
  patchesPerSecond: z.number(),
  /** Estimated seconds until the end at the present rate; null unless running. */
  remainingSeconds: z.number().nullable(),
  createdAt: z.string(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

export const TileState = z.enum(['pending', 'done', 'failed', 'background'])

/** A tile is the unit of work, progress, failure and resumption of a run. */
export const Tile = z.object({
  index: z.number().int().nonnegative(),
  /** Position and size in the run's grid, in patches. */
  col: z.number().int(),
  row: z.number().int(),
  cols: z.number().int(),
  rows: z.number().int(),
  state: TileState,
  failure: z.string().nullable()
})

/** Explains the prediction for a patch. */
export const Explanation = z.object({
  /** From the network's own attention, or from covering one part of the patch after another. */
  kind: z.enum(['attention', 'occlusion']),
  /** Edge of the patch in pixels at the model's scale. */
  edge: z.number().int().positive(),
  /**
   * edge × edge numbers, row by row; positive values support the positive class, negative values
   * oppose it. Attention: the contribution of a pixel's step to the logit, times the attention the
   * pixel receives. Occlusion: the fall in probability when a square around the pixel is covered.
   */
  map: z.array(z.number()),
  probability: z.number(),
  /** Standard deviation of the probability under dropout; null for a network without dropout. */
  uncertainty: z.number().nullable()
})

export type EngineName = z.infer<typeof EngineName>
export type EngineChoice = z.infer<typeof EngineChoice>
export type Explanation = z.infer<typeof Explanation>
export type EngineProbe = z.infer<typeof EngineProbe>
export type Grid = z.infer<typeof Grid>
export type RunParameters = z.infer<typeof RunParameters>
export type RunStatus = z.infer<typeof RunStatus>
export type QualityFindings = z.infer<typeof QualityFindings>
export type WholeSlide = z.infer<typeof WholeSlide>
export type Run = z.infer<typeof Run>
export type Tile = z.infer<typeof Tile>

export const StartRun = z.object({
  slideId: z.number().int().positive(),
  model: name.optional(),
  engine: EngineChoice.optional(),
  /** Pixels at the model's scale; defaults to the model's patch size. */
  stride: z.number().int().positive().optional(),
  /** `screening` stands for the model's more sensitive threshold. */
  threshold: z.union([z.number().min(0).max(1), z.literal('screening')]).optional(),
  tissueThreshold: z.number().min(0).max(255).optional()
})
export type StartRun = z.infer<typeof StartRun>
