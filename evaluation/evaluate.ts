import { setImmediate } from 'node:timers/promises'
import { DuctalError } from '../contract/errors.ts'
import { type Engine, type EngineName, openEngine } from '../engine/engine.ts'
import { EngineError } from '../engine/errors.ts'
import { type ModelSpec, readSpec } from '../engine/spec.ts'
import { loadPatches } from './data/load.ts'
import { type PatchSet, patientNameOf, patientsOf, pixelsTogether } from './data/patches.ts'
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
import { ScoringThreads } from './threads.ts'

export interface EvaluateOptions {
  /** A model's folder. */
  model: string
  /** Any folder in the published layout. */
  patches: string
  /** Only these; all when empty or absent. */
  patients?: string[]
  engine?: EngineName
  /** Threads that share out a large folder on the `cpu` engine; one when absent. */
  threads?: number
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

/** Patches below which a thread of its own takes longer to open the engine than it saves. */
const worthAThread = 2048

/** Judges a model on a patch folder. Throws DuctalError: `model/…`, `engine/…`, `training/no-patches`, `usage`. */
export async function evaluate(options: EvaluateOptions): Promise<FolderEvaluation> {
  // First of all: a large folder takes minutes to decode, and a damaged model none to find.
  await named(() => readSpec(options.model))
  const set = await loadPatches(options.patches, options.signal)
  const indices = chosen(set, options.patients ?? [])
  const { engine = 'cpu' } = options
  const { spec, scores } = await scoreOn(engine, set, indices, options)
  const evaluation = evaluationOf(spec, engine, set, indices, scores)
  return { ...evaluation, gate: countFlagged(set, indices) }
}

/** On threads where there are so many patches that their opening the engine is soon made good. */
async function scoreOn(name: EngineName, set: PatchSet, indices: Uint32Array, options: EvaluateOptions) {
  const threads = Math.min(options.threads ?? 1, Math.floor(indices.length / worthAThread))
  const { model } = options
  if (name === 'cpu' && threads > 1) {
    const spec = await named(() => readSpec(model))
    return judged(spec, set, indices, await scoreOnThreads(threads, model, set, indices, options))
  }
  return score(await named(() => openEngine(name)), model, set, indices, options)
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
      // A turn for signals and messages: what a network awaits is no more than the next microtask.
      await setImmediate()
      signal?.throwIfAborted()
      const part = indices.subarray(start, start + portion)
      scores.set(await named(() => network.predict(pixelsTogether(set, part), part.length)), start)
      onProgress?.(start + part.length, indices.length)
    }
    return judged(network.spec, set, indices, scores)
  } finally {
    network.dispose()
  }
}

/** The same by several threads, each with the model, portion by portion. */
async function scoreOnThreads(
  count: number,
  model: string,
  set: PatchSet,
  indices: Uint32Array,
  { signal, onProgress }: EvaluateOptions
): Promise<Float32Array> {
  const scores = new Float32Array(indices.length)
  const threads = new ScoringThreads(count, model)
  let [next, done] = [0, 0]
  const work = async (thread: number) => {
    while (next < indices.length) {
      signal?.throwIfAborted()
      const start = next
      const part = indices.subarray(start, start + portion)
      next += part.length
      scores.set(await threads.predict(thread, pixelsTogether(set, part), part.length), start)
      done += part.length
      onProgress?.(done, indices.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: count }, (_, thread) => work(thread)))
    return scores
  } finally {
    await threads.close()
  }
}

/** What the network says, or, where the model judges slides as a whole, what follows from it. */
function judged(spec: ModelSpec, set: PatchSet, indices: Uint32Array, scores: Float32Array) {
  return { spec, scores: spec.field ? judgeSlides(spec.field, set, indices, scores) : scores }
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
