import { DuctalError } from '../contract/errors.ts'
import { type Engine, type EngineName, openEngine } from '../electron/engine/engine.ts'
import { EngineError } from '../electron/engine/errors.ts'
import type { ModelSpec } from '../electron/engine/spec.ts'
import { loadPatches } from './data/load.ts'
import { type PatchSet, patchBytes, patientNameOf, patientsOf, pixelsOf } from './data/patches.ts'
import { countFlagged, type GateCount } from './flagged.ts'
import { type Intervals, intervalsOf } from './metrics/bootstrap.ts'
import {
  type Figures,
  figuresOf,
  groupByPatient,
  type PatientFigures,
  perPatient
} from './metrics/figures.ts'
import { judgeSlides } from './slides.ts'

export interface EvaluateOptions {
  /** A model's folder. */
  model: string
  /** Any folder in the published layout. */
  patches: string
  /** Only these; all when empty or absent. */
  patients?: string[]
  engine?: EngineName
  signal?: AbortSignal | undefined
  /** Called after each portion. */
  onProgress?: (done: number, total: number) => void
}

export interface Evaluation extends Figures {
  model: string
  version: string
  engine: string
  patients: number
  /** Patches that were smaller than 50×50 and padded, and files that could not be read. */
  padded: number
  broken: PatchSet['broken']
  /** 95 % by bootstrap over patients. */
  intervals: Intervals
  perPatient: PatientFigures[]
}

/** Of a folder, with what the gate says of its patches. They all count in the figures, flagged or not. */
export interface FolderEvaluation extends Evaluation {
  gate: GateCount
}

/** Fixed: the same model on the same patches has the same intervals. */
const bootstrapSeed = 1

/** Patches that are copied together for the engine, which forms its own batches. */
const portion = 256

/** Judges a model on a patch folder. Throws DuctalError: `model/…`, `engine/…`, `training/no-patches`, `usage`. */
export async function evaluate(options: EvaluateOptions): Promise<FolderEvaluation> {
  const set = await loadPatches(options.patches, options.signal)
  const engine = await named(() => openEngine(options.engine ?? 'cpu'))
  const indices = chosen(set, options.patients ?? [])
  const { spec, scores } = await score(engine, options.model, set, indices, options)
  const evaluation = evaluationOf(spec, engine.name, set, indices, scores)
  return { ...evaluation, gate: countFlagged(set, indices) }
}

/** Probabilities of the patches at `indices`, by the model as it is shipped. */
export async function score(
  engine: Engine,
  folder: string,
  set: PatchSet,
  indices: Uint32Array,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'> = {}
): Promise<{ spec: ModelSpec; scores: Float32Array }> {
  const network = await named(() => engine.load(folder))
  const scores = new Float32Array(indices.length)
  try {
    for (let start = 0; start < indices.length; start += portion) {
      signal?.throwIfAborted()
      const part = indices.subarray(start, start + portion)
      const pixels = new Uint8Array(part.length * patchBytes)
      part.forEach((index, i) => {
        pixels.set(pixelsOf(set, index), i * patchBytes)
      })
      scores.set(await named(() => network.predict(pixels, part.length)), start)
      onProgress?.(start + part.length, indices.length)
    }
    const { field } = network.spec
    return { spec: network.spec, scores: field ? judgeSlides(field, set, indices, scores) : scores }
  } finally {
    network.dispose()
  }
}

/** The figures of the patches at `indices`, with one score each. */
export function evaluationOf(
  spec: ModelSpec,
  engine: string,
  set: PatchSet,
  indices: Uint32Array,
  scores: Float32Array
): Evaluation {
  const { name, version, threshold } = spec
  return judge({ model: name, version, engine, threshold }, set, indices, scores)
}

/** The same for whatever gave the scores. */
export function judge(
  { model, version, engine, threshold }: Pick<Evaluation, 'model' | 'version' | 'engine' | 'threshold'>,
  set: PatchSet,
  indices: Uint32Array,
  scores: Float32Array
): Evaluation {
  const classes = Uint8Array.from(indices, index => set.classes[index] as number)
  return {
    model,
    version,
    engine,
    patients: patientsOf(set, indices).length,
    ...figuresOf(scores, classes, threshold),
    padded: set.padded,
    broken: set.broken,
    intervals: intervalsOf(groupByPatient(set, indices, scores), threshold, bootstrapSeed),
    perPatient: perPatient(set, indices, scores, threshold)
  }
}

/** Places of the patches of these patients, or of all. Throws `usage`. */
export function chosen(set: PatchSet, patients: string[]): Uint32Array {
  const unknown = patients.filter(patient => !set.patients.includes(patient))
  if (unknown.length > 0)
    throw new DuctalError(
      'usage',
      `The folder has no patient ${unknown[0]}: it has ${set.patients.join(', ')}.`
    )
  const all = Uint32Array.from({ length: set.count }, (_, index) => index)
  return patients.length === 0 ? all : all.filter(index => patients.includes(patientNameOf(set, index)))
}

/** The engine knows no contract: its errors get the contract's class here, under the same codes. */
export async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) throw new DuctalError(error.code, error.message, { cause: error })
    throw error
  }
}
