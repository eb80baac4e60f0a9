/**
 * What travels between the host and a worker process. Both ends are ours and of one version, so these are
 * types only; what comes from a file is checked in the worker, where it is read.
 */
import type { Failure } from './errors.ts'
import type { Evaluation } from './evaluation.ts'
import type { Calibration, ModelDetails, ModelFolder, ModelForm, ModelSummary } from './model.ts'
import type { EngineName, WholeSlide } from './run.ts'
import type { MppSource, SlideLevel } from './slide.ts'

/** What a reader finds in a file or folder. */
export interface SlideFacts {
  kind: 'openslide' | 'patches'
  vendor: string
  fingerprint: string
  width: number
  height: number
  /** Null where the file states none that is plausible. */
  mpp: number | null
  mppSource: MppSource | null
  levels: SlideLevel[]
  truth: { negative: number; positive: number } | null
  synthetic: boolean
  /** Patch folders only: the places of the patches on their own grid, and the class of each. */
  patches: PatchPlaces | null
}

/** A folder's own grid: origin and stride in level-0 pixels, then one entry a patch, ordered by row, then column. */
export interface PatchPlaces {
  originX: number
  originY: number
  stride: number
  cols: Int32Array
  rows: Int32Array
  /** 0, 1, or −1 where the folder gives none. */
  classes: Int8Array
  /** Patches smaller than the full size, which are padded by reflection. */
  partial: number
}

/** An image beside the slide itself: label, macro, thumbnail … */
export interface AssociatedFacts {
  name: string
  width: number
  height: number
}

/** Patches to cut and to judge: the places of one tile. */
export interface InferTask {
  path: string
  kind: 'openslide' | 'patches'
  modelFolder: string
  engine: EngineName
  /** µm per level-0 pixel of the slide. */
  mpp: number
  /** Top left of each patch in level-0 pixels; may be fractional. */
  xs: Float64Array
  ys: Float64Array
}

export interface Judgement {
  /** Probability of the positive class, one a patch; NaN where the patch is among the unreadable. */
  probabilities: Float32Array
  /** Patches whose pixels could not be read, by their place in the task, each with a sentence. */
  unreadable: { index: number; message: string }[]
  /** Null where the model's patches are not those that the gate knows. */
  gate: GateReport | null
  engine: EngineName
  device: string
  seconds: { cut: number; infer: number }
}

/** What the gate says of a tile's patches (contract/gate.ts), one entry each. */
export interface GateReport {
  /** 0 fine, else the place of the flag, from 1 on. */
  flags: Uint8Array
  /** How far a patch speaks for another scale; 0 where it could not be read. */
  scaleEvidence: Float32Array
  /** From this mean evidence on a whole slide is of another scale. */
  scaleThreshold: number
}

/** What a network said of a whole slide, one entry a patch. */
export interface JudgeTask {
  field: Omit<Extract<Calibration, { kind: 'field' }>, 'kind'>
  /** Places in the run's grid. */
  cols: Int32Array
  rows: Int32Array
  probabilities: Float32Array
  /** Places of the grid from one patch to the one right beside it. */
  step: number
}

/** Why a network judges a patch as it does: electron/engine/explain/explanation.ts. */
export interface PatchExplanation {
  kind: 'attention' | 'occlusion'
  edge: number
  /** edge × edge numbers, row by row. */
  map: Float32Array
  probability: number
  /** Standard deviation of the probability under dropout; null where the network drops nothing. */
  doubt: number | null
}

/** What came of opening an engine, proving it, and loading a model on it. */
export interface EngineReport {
  ok: boolean
  /** What does the work; null where nothing was found to do it. */
  device: string | null
  /** A GPU, or a processor whatever API it was reached by. */
  kind: 'gpu' | 'cpu' | null
  /** Why it is refused; empty where it is not. */
  reason: string
}

/** Largest differences of an engine's numbers from a golden file's. */
export interface GoldenErrors {
  name: string
  states: number
  /** Null without attention. */
  attended: number | null
  pooled: number
  probabilities: number
  /** Each within what float32 may differ by. */
  ok: boolean
}

/** A model as its folder shows it; which is the default, and whose it is, the host knows. */
export type FoundModel = Omit<ModelSummary, 'origin' | 'isDefault'>

/** Each task of a worker: what it takes and what it gives. */
export interface WorkerTasks {
  /** The slides at a path: itself, or the slide files and patch folders directly within it, sorted. */
  discover: { takes: { path: string }; gives: { slides: string[] } }
  open: { takes: { path: string }; gives: SlideFacts }
  /** JPEG, longest edge at most `edge` pixels. */
  thumbnail: { takes: { path: string; kind: SlideFacts['kind']; edge: number }; gives: Uint8Array }
  associated: { takes: { path: string }; gives: AssociatedFacts[] }
  /** JPEG of the image at a place of that list. */
  associatedImage: { takes: { path: string; index: number }; gives: Uint8Array }
  /** One tile of the viewer's pyramid (contract/urls.ts). */
  viewerTile: {
    takes: { path: string; kind: SlideFacts['kind']; level: number; col: number; row: number }
    gives: { type: string; body: Uint8Array }
  }
  /** Any part of a slide, in level-0 pixels and possibly beyond its edge, as a JPEG of `width` × `height` pixels. */
  picture: {
    takes: {
      path: string
      kind: SlideFacts['kind']
      box: { x: number; y: number; width: number; height: number }
      width: number
      height: number
    }
    gives: Uint8Array
  }
  /** Tissue score of every cell of `cell` µm: 0 is bare glass, 255 the densest stain. */
  tissue: {
    takes: { path: string; kind: SlideFacts['kind']; mpp: number; cell: number }
    gives: { width: number; height: number; scores: Uint8Array }
  }
  infer: { takes: InferTask; gives: Judgement }
  /** Judges the patches of a whole slide together. */
  judge: { takes: JudgeTask; gives: { probabilities: Float32Array; wholeSlide: WholeSlide } }
  /** Why a network judges one patch as it does. */
  explain: { takes: Omit<InferTask, 'xs' | 'ys'> & { x: number; y: number }; gives: PatchExplanation }
  /** The pixels of one patch as a network sees them: PNG, edge × edge, `scale` level-0 pixels each. */
  patchImage: {
    takes: { path: string; kind: SlideFacts['kind']; x: number; y: number; edge: number; scale: number }
    gives: Uint8Array
  }
  /** Reads and checks every model folder in `folder`; one that cannot be used carries its failure. */
  models: { takes: { folder: string }; gives: FoundModel[] }
  /** What a model's folder says beyond that: figures, curves, data. */
  modelDetails: { takes: { folder: string }; gives: ModelDetails }
  inspectModel: { takes: { folder: string }; gives: ModelFolder }
  /** Checks a model, copies it to `into`/NAME, and has it compute there; whatever goes wrong, nothing is left. */
  importModel: {
    takes: {
      folder: string
      into: string
      /** Needed where the folder has no spec.json, and left aside where it has one. */
      form: ModelForm | null
      /** Names of the models that are there. */
      taken: string[]
      /** Weights that are there, or that a run was made with, and the name that they have: a run knows its model by them. */
      known: { sha256: string; name: string }[]
    }
    gives: { name: string }
  }
  /** Opens an engine, has it reproduce golden outputs, and loads a model on it, if one is named. Refusals are answers. */
  probe: {
    takes: {
      engine: EngineName
      modelFolder: string | null
      /** Whether software that calls itself a GPU is worth a try. */
      software: boolean
    }
    gives: EngineReport
  }
  /** Patches a second of a model on an engine, measured for half a second. */
  measure: { takes: { engine: EngineName; modelFolder: string }; gives: { patchesPerSecond: number } }
  /** Computes every golden file of a folder on an engine. */
  golden: {
    takes: { engine: EngineName; folder: string }
    gives: { device: string; tolerance: { states: number; probabilities: number }; files: GoldenErrors[] }
  }
  /** Judges a model on a folder of patches, as `ductal evaluate` does; tells how far it is. */
  evaluate: { takes: { modelFolder: string; patches: string }; gives: Evaluation }
  /** Writes the demo slide and its truth; gives the slide's path. */
  demo: { takes: { folder: string }; gives: { path: string } }
  /** Version of OpenSlide and where it was found. */
  readers: { takes: Record<string, never>; gives: { openslide: string; path: string } }
}

export type TaskName = keyof WorkerTasks

export type ToWorker =
  | { [K in TaskName]: { task: number; name: K; input: WorkerTasks[K]['takes'] } }[TaskName]
  | { cancel: number }

/** How far a task is, in its own units. */
export interface TaskProgress {
  done: number
  total: number
}

export type FromWorker =
  | { task: number; value: unknown }
  | { task: number; failure: Failure }
  | { task: number; progress: TaskProgress }
