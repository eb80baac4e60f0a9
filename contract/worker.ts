/**
 * Messages between the host and a worker process. Both ends belong to the same version of this
 * program, so types suffice. The worker validates data where it reads it from files.
 */

import type { Failure } from './errors.ts'
import type { Evaluation } from './models/evaluation.ts'
import type { ModelDetails, ModelFolder, ModelForm, ModelSummary } from './models/model.ts'
import type { Rights } from './rights.ts'
import type { EngineName } from './runs/engine.ts'
import type { Explanation, WholeSlide } from './runs/run.ts'
import type { WholeSlideCalibration } from './runs/whole-slide.ts'
import type { AssociatedFacts, SlideFacts } from './slides/facts.ts'
import type { RegionTasks } from './tasks/regions.ts'
import type { ReportTasks } from './tasks/reports.ts'

/** The patches of one tile, to be read and predicted. */
export interface InferTask {
  path: string
  /**
   * Stamp of the content to read (SlideFacts); any content without one.
   * The task fails with slide/changed on another.
   */
  stamp?: string
  kind: 'image' | 'patches'
  modelFolder: string
  engine: EngineName
  /** µm per level-0 pixel of the slide. */
  mpp: number
  /** Top left of each patch in level-0 pixels; may be fractional. */
  xs: Float64Array
  ys: Float64Array
}

export interface TilePredictions {
  /** Probability of the positive class for each patch; NaN for unreadable patches. */
  probabilities: Float32Array
  /** Patches whose pixels could not be read, by their index in the task, each with the reason. */
  unreadable: { index: number; message: string }[]
  /** Quality flags; null when the model's patch size or scale differs from the quality check's. */
  quality: TileQuality | null
  engine: EngineName
  device: string
  seconds: { cut: number; infer: number }
}

/** Quality check of a tile (contract/runs/quality.ts), with one entry per patch. */
export interface TileQuality {
  /** 0 for a good patch, otherwise the position of its flag, counted from 1. */
  flags: Uint8Array
  /** How strongly a patch suggests another scale; 0 when it could not be read. */
  scaleEvidence: Float32Array
  /** Mean evidence from which a whole slide counts as having another scale. */
  scaleThreshold: number
}

/**
 * Input of slide calibration: the network's probabilities for a whole slide, one entry per patch.
 */
export interface SlideCalibrationTask {
  calibration: WholeSlideCalibration
  /** Positions in the run's grid. */
  cols: Int32Array
  rows: Int32Array
  probabilities: Float32Array
  /** Number of grid cells from one patch to the adjacent one without overlap. */
  step: number
}

/** Explanation of a network's prediction for a patch, with its map as floats. */
export type PatchExplanation = Omit<Explanation, 'map'> & { map: Float32Array }

/** Result of opening an engine, checking its outputs, and loading a model on it. */
export interface EngineReport {
  ok: boolean
  /** The device in use; null when none was found. */
  device: string | null
  /** `cpu` for a processor, regardless of the API used to reach it. */
  kind: 'gpu' | 'cpu' | null
  /** Why the model is refused; empty when it passes. */
  reason: string
}

/** Largest differences between an engine's numbers and those of a golden file. */
export interface GoldenErrors {
  name: string
  states: number
  /** Null for a network without attention. */
  attended: number | null
  pooled: number
  probabilities: number
  /** Whether every difference is within float32 tolerance. */
  ok: boolean
}

/**
 * A model as read from its folder. Only the host knows its origin and whether it is the default.
 */
export type FoundModel = Omit<ModelSummary, 'origin' | 'isDefault'>

/** Input and output of every worker task. */
export interface WorkerTasks extends RegionTasks, ReportTasks {
  /**
   * Returns the slides at a path: the path itself, or the slide files and patch folders directly
   * within it, sorted.
   */
  discover: { takes: { path: string }; gives: { slides: string[] } }
  open: { takes: { path: string }; gives: SlideFacts }
  /** JPEG, longest edge at most `edge` pixels. */
  thumbnail: {
    takes: { path: string; stamp?: string; kind: SlideFacts['kind']; edge: number }
    gives: Uint8Array
  }
  associated: { takes: { path: string; stamp?: string }; gives: AssociatedFacts[] }
  /** Returns a JPEG of the image at an index of that list. */
  associatedImage: { takes: { path: string; stamp?: string; index: number }; gives: Uint8Array }
  /** One tile of the viewer's pyramid (contract/transport/urls.ts). */
  viewerTile: {
    takes: {
      path: string
      stamp?: string
      kind: SlideFacts['kind']
      level: number
      col: number
      row: number
      /** Applies the file's ICC profile. */
      profile?: boolean
    }
    gives: { type: string; body: Uint8Array }
  }
  /**
   * Returns a JPEG of `width` × `height` pixels of any box, in level-0 pixels, that may extend
   * beyond the slide's edge.
   */
  picture: {
    takes: {
      path: string
      stamp?: string
      kind: SlideFacts['kind']
      box: { x: number; y: number; width: number; height: number }
      width: number
      height: number
    }
    gives: Uint8Array
  }
  /** Scores the tissue in every cell of `cell` µm: 0 is bare glass, 255 the densest stain. */
  tissue: {
    takes: { path: string; stamp?: string; kind: SlideFacts['kind']; mpp: number; cell: number }
    gives: { width: number; height: number; scores: Uint8Array }
  }
  infer: { takes: InferTask; gives: TilePredictions }
  /** Runs slide calibration. */
  calibrateSlide: {
    takes: SlideCalibrationTask
    gives: { probabilities: Float32Array; wholeSlide: WholeSlide }
  }
  /** Explains a network's prediction for one patch. */
  explain: { takes: Omit<InferTask, 'xs' | 'ys'> & { x: number; y: number }; gives: PatchExplanation }
  /**
   * Returns the pixels of one patch as a network sees them: PNG, edge × edge, `scale` level-0
   * pixels each.
   */
  patchImage: {
    takes: {
      path: string
      stamp?: string
      kind: SlideFacts['kind']
      x: number
      y: number
      edge: number
      scale: number
    }
    gives: Uint8Array
  }
  /** Reads and validates every model folder in `folder`; an unusable model carries its failure. */
  models: { takes: { folder: string }; gives: FoundModel[] }
  /** Reads the rest of a model's folder: figures, curves, data. */
  modelDetails: { takes: { folder: string }; gives: ModelDetails }
  inspectModel: { takes: { folder: string }; gives: ModelFolder }
  /**
   * Validates a model, copies it to `into`/NAME and runs it there; leaves nothing behind on any
   * failure.
   */
  importModel: {
    takes: {
      folder: string
      into: string
      /** Required for a folder without spec.json, ignored otherwise. */
      form: ModelForm | null
      /** Names of installed models. */
      taken: string[]
      /**
       * Weights of installed models and of past runs, with their model names, because runs identify
       * their model by its weights.
       */
      known: { sha256: string; name: string }[]
    }
    gives: { name: string }
  }
  /**
   * Opens an engine, checks golden outputs, and loads the model if one is given. Returns a refusal
   * instead of throwing.
   */
  probe: {
    takes: {
      engine: EngineName
      modelFolder: string | null
      /** Whether to try software renderers that present themselves as a GPU. */
      software: boolean
    }
    gives: EngineReport
  }
  /** Measures a model's patches per second on an engine, for half a second. */
  measure: { takes: { engine: EngineName; modelFolder: string }; gives: { patchesPerSecond: number } }
  /** Computes every golden file of a folder on an engine. */
  golden: {
    takes: { engine: EngineName; folder: string }
    gives: { device: string; tolerance: { states: number; probabilities: number }; files: GoldenErrors[] }
  }
  /** Evaluates a model on a folder of patches, as `ductal evaluate` does; reports progress. */
  evaluate: { takes: { modelFolder: string; patches: string }; gives: Evaluation }
  /** Writes the demo slide and its ground truth; returns the slide's path. */
  demo: { takes: { folder: string }; gives: { path: string } }
  /**
   * Returns the version of OpenSlide and where it was found; both are empty if it is missing, with
   * the reason.
   */
  readers: { takes: Record<string, never>; gives: { openslide: string; path: string; reason: string } }
  /** Returns what the process may do. */
  rights: { takes: Record<string, never>; gives: Rights }
}

export type TaskName = keyof WorkerTasks

export type ToWorker =
  | { [K in TaskName]: { task: number; name: K; input: WorkerTasks[K]['takes']; limit?: Limit } }[TaskName]
  | { cancel: number }
  | { answer: number; value: unknown }
  | { answer: number; failure: Failure }

/** What a task may use before a worker ends its own process. */
export interface Limit {
  /** Processor time in seconds, to which a task may add as it gets on. */
  seconds: number
  /** Memory of the process in bytes. */
  bytes: number
}

/**
 * Signal by which a worker ends itself when a task has used up its processor time; Windows has no
 * signals. When memory is used up, it is SIGKILL, as from the system.
 */
export const outOfTime = 'SIGVTALRM'

/** Progress of a task, in units of its own. */
export interface TaskProgress {
  done: number
  total: number
}

/** Time between two signs of life of a worker that has a task, in ms. */
export const heartbeat = 1000

export type FromWorker =
  /** Sent once, when the worker has given up its rights and can take tasks. */
  | { ready: true }
  /** With the bytes that the process holds. */
  | { alive: number }
  | { task: number; value: unknown }
  | { task: number; failure: Failure }
  | { task: number; progress: TaskProgress }
  /** A request to the host in the course of a task, answered under its number. */
  | { task: number; request: number; name: string; input: unknown }
