import { z } from 'zod'
import { Calibration, Mixture } from './model.ts'
import { flagNames } from './quality.ts'
import { MppSource } from './slide.ts'

export const EngineName = z.enum(['tensorflow', 'webgpu', 'cpu'])
export const EngineChoice = z.enum(['auto', ...EngineName.options])

/** What was found of an engine when one was to be chosen. */
export const EngineVerdict = z.object({
  name: EngineName,
  /** It opens, and reproduces golden outputs. */
  ok: z.boolean(),
  chosen: z.boolean(),
  /** As its driver names it; null where there is none. */
  device: z.string().nullable(),
  /** Measured where several engines were to choose from. */
  patchesPerSecond: z.number().nullable(),
  /** Why it was not chosen; empty where it was. */
  reason: z.string()
})

/** Where the patches of a run lie. A patch's place is origin + (col, row) × stride, computed, never accumulated. */
export const Grid = z.object({
  /** In level-0 pixels. */
  originX: z.number(),
  originY: z.number(),
  /** Level-0 pixels from one patch to the next; not whole in general. */
  stride: z.number().positive(),
  /** Edge of a patch in level-0 pixels; not whole in general. */
  patch: z.number().positive(),
  cols: z.number().int().positive(),
  rows: z.number().int().positive()
})

export const RunParameters = z.object({
  /** Pixels at the model's scale from one patch to the next; the patch's own size means no overlap. */
  stride: z.number().int().positive(),
  /** Probability from which a patch counts as positive. */
  threshold: z.number().min(0).max(1),
  /** Who set the threshold. */
  thresholdSource: z.enum(['model', 'user']),
  /** Tissue score (0–255) from which a mask cell is tissue; null where the slide is its own mask. */
  tissueThreshold: z.number().min(0).max(255).nullable()
})

export const RunStatus = z.enum(['queued', 'running', 'done', 'cancelled', 'interrupted', 'failed'])

/** How the patches of a slide were judged together, once all of them had been through the network. */
export const WholeSlide = z.object({
  /** Patches that were judged. */
  patches: z.number().int(),
  /** What the probabilities follow from: found on this slide, or the model's own start. */
  mixture: Mixture,
  /** Ashman's D of what was found on this slide: above 2 it is believed. Null where nothing was looked for. */
  separation: z.number().nullable(),
  /** Why the model's own start was taken instead; null where the fit was believed. */
  taken: z.enum(['too few patches', 'one hump']).nullable(),
  /** The logit from which a patch looks more like the positive class than not. */
  cut: z.number()
})

/** What a gate found of the patches that it looked at: how many of them no network was made for, and why. None is left out for it. */
export const GateFindings = z.object({
  /** Patches that it looked at. */
  patches: z.number().int(),
  byFlag: z.record(z.enum(flagNames), z.number().int()),
  /** Whether all patches together speak for another scale than the model's. */
  otherScale: z.boolean()
})

export const Run = z.object({
  id: z.number().int().positive(),
  slideId: z.number().int().positive(),
  model: z.string(),
  modelSha256: z.string(),
  /** µm per level-0 pixel as it was taken for this run, and who said so. */
  mpp: z.number().positive(),
  mppSource: MppSource,
  engine: EngineName.nullable(),
  /** The device that did the work, as its driver names it. */
  device: z.string().nullable(),
  /** What was said of each engine when this one was chosen; empty before the first tile. */
  engines: z.array(EngineVerdict),
  parameters: RunParameters,
  /** As the model had it when the run was planned. */
  calibration: Calibration,
  /** Null where each patch stands alone: for good, or until the run is done. */
  wholeSlide: WholeSlide.nullable(),
  /** Null where no gate looked: before the first tile, in runs of before, and with models of another patch or scale than the gate's. */
  gate: GateFindings.nullable(),
  grid: Grid,
  strideUm: z.number().positive(),
  status: RunStatus,
  tiles: z.object({
    total: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    /** Tiles without tissue: nothing to analyse in them. */
    background: z.number().int()
  }),
  patches: z.number().int(),
  /** Patches at or above the threshold. */
  positive: z.number().int(),
  seconds: z.object({ open: z.number(), tissue: z.number(), infer: z.number(), total: z.number() }),
  patchesPerSecond: z.number(),
  /** Seconds until the end at the present rate; null unless running. */
  remainingSeconds: z.number().nullable(),
  createdAt: z.string(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable()
})

export const TileState = z.enum(['pending', 'done', 'failed', 'background'])

/** One tile of a run: the unit of work, of progress, of failure and of resumption. */
export const Tile = z.object({
  index: z.number().int().nonnegative(),
  /** Place and size in the run's grid, in patches. */
  col: z.number().int(),
  row: z.number().int(),
  cols: z.number().int(),
  rows: z.number().int(),
  state: TileState,
  failure: z.string().nullable()
})

/** Why a patch is judged as it is. */
export const Explanation = z.object({
  /** By the network's own attention, or by covering one part of the patch after the other. */
  kind: z.enum(['attention', 'occlusion']),
  /** Edge of the patch, pixels at the model's scale. */
  edge: z.number().int().positive(),
  /**
   * edge × edge numbers, row by row; above 0 a pixel speaks for the positive class, below against it. Attention: what its step adds
   * to the logit, times the attention it receives. Occlusion: by how much the probability falls where a square around it is covered.
   */
  map: z.array(z.number()),
  probability: z.number(),
  /** Standard deviation of the probability under dropout; null where the network drops nothing. */
  doubt: z.number().nullable()
})

export type EngineName = z.infer<typeof EngineName>
export type EngineChoice = z.infer<typeof EngineChoice>
export type Explanation = z.infer<typeof Explanation>
export type EngineVerdict = z.infer<typeof EngineVerdict>
export type Grid = z.infer<typeof Grid>
export type RunParameters = z.infer<typeof RunParameters>
export type RunStatus = z.infer<typeof RunStatus>
export type GateFindings = z.infer<typeof GateFindings>
export type WholeSlide = z.infer<typeof WholeSlide>
export type Run = z.infer<typeof Run>
export type Tile = z.infer<typeof Tile>
