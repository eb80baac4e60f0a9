import { setImmediate } from 'node:timers/promises'
import type { Evaluation } from '../contract/models/evaluation.ts'
import type { EngineName } from '../contract/runs/engine.ts'
import { type Engine, openEngine } from '../engine/engine.ts'
import { type ModelSpec, readSpec } from '../engine/model-folder/spec.ts'
import { slideCalibrationOf } from '../engine/slide-calibration/calibrate.ts'
import { brokenOf, type FolderFindings, findingsOf } from './data/findings.ts'
import { expectPatients, loadPatches } from './data/load.ts'
import { type PatchSet, patientNameOf, patientsOf, pixelsTogether } from './data/patches.ts'
import { countFlagged, type QualityCount } from './flagged.ts'
import { intervalsOf } from './metrics/bootstrap.ts'
import { figuresOf, groupByPatient, perPatient } from './metrics/figures.ts'
import { judgeSlides } from './slides.ts'
import { ScoringThreads } from './threads.ts'

export interface EvaluateOptions {
  /** A model's folder. */
  model: string
  /** A folder in the published layout. */
  patches: string
  /** Names of the patients; all patients if empty or absent. */
  patients?: string[]
  engine?: EngineName
  /** Number of threads that share a large folder on the `cpu` engine; one if absent. */
  threads?: number
  signal?: AbortSignal | undefined
  /** Called after each portion. */
  onProgress?: (done: number, total: number) => void
}

export type { Evaluation }

/**
 * Evaluation of a folder, with the quality check of its patches. Flagged patches still count in the
 * metrics.
 */
export interface FolderEvaluation extends Evaluation {
  quality: QualityCount
  /** What is unusual about the folder. */
  folder: FolderFindings
}

/** Fixed, so that the same model on the same patches has the same intervals. */
const bootstrapSeed = 1

/** Number of patches copied at a time for the engine, which forms its own batches. */
const portion = 256

/**
 * Minimum patches per thread. With fewer, opening the engine takes longer than the thread saves.
 */
const worthAThread = 2048

/**
 * Evaluates a model on a patch folder.
 * @throws DuctalError `model/…`, `engine/…`, `training/no-patches`, `usage`
 */
export async function evaluate(options: EvaluateOptions): Promise<FolderEvaluation> {
  return folderEvaluationOf(await scoreFolder(options))
}

/** A model's probabilities of the chosen patches of a folder. */
export interface ScoredFolder {
  spec: ModelSpec
  engine: EngineName
  set: PatchSet
  /** The chosen patches. */
  indices: Uint32Array
  /** One per chosen patch. */
  scores: Float32Array
}

/** Computes the probabilities of a folder's patches. Throws the same errors as `evaluate`. */
export async function scoreFolder(options: EvaluateOptions): Promise<ScoredFolder> {
  // Done first: a large folder takes minutes to decode, while a damaged model is found at once.
  await readSpec(options.model)
  const set = await loadPatches(options.patches, options)
  const indices = chosen(set, options.patients ?? [])
  const { engine = 'cpu' } = options
  return { engine, set, indices, ...(await scoreOn(engine, set, indices, options)) }
}

/** Computes another model's probabilities of the same patches. */
export async function scoreSame(
  { engine, set, indices }: ScoredFolder,
  model: string,
  options: EvaluateOptions
): Promise<ScoredFolder> {
  await readSpec(model)
  return { engine, set, indices, ...(await scoreOn(engine, set, indices, { ...options, model })) }
}

export function folderEvaluationOf({ spec, engine, set, indices, scores }: ScoredFolder): FolderEvaluation {
  const evaluation = evaluationOf(spec, engine, set, indices, scores)
  return { ...evaluation, quality: countFlagged(set, indices), folder: findingsOf(set, indices) }
}

/** Uses threads if there are enough patches to make up for opening the engine in each. */
async function scoreOn(name: EngineName, set: PatchSet, indices: Uint32Array, options: EvaluateOptions) {
  const threads = Math.min(options.threads ?? 1, Math.floor(indices.length / worthAThread))
  const { model } = options
  if (name === 'cpu' && threads > 1) {
    const spec = await readSpec(model)
    return judged(spec, set, indices, await scoreOnThreads(threads, model, set, indices, options))
  }
  return score(await openEngine(name), model, set, indices, options)
}

/** Returns the probabilities of the patches at `indices`, including the model's calibration. */
export async function score(
  engine: Engine,
  folder: string,
  set: PatchSet,
  indices: Uint32Array,
  options: Pick<EvaluateOptions, 'signal' | 'onProgress'> = {}
): Promise<{ spec: ModelSpec; scores: Float32Array }> {
  const { spec, scores } = await scoreAlone(engine, folder, set, indices, options)
  return judged(spec, set, indices, scores)
}

/** Like `score` without slide calibration: the network predicts each patch by itself. */
export async function scoreAlone(
  engine: Engine,
  folder: string,
  set: PatchSet,
  indices: Uint32Array,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'> = {}
): Promise<{ spec: ModelSpec; scores: Float32Array }> {
  const network = await engine.load(folder)
  const scores = new Float32Array(indices.length)
  try {
    for (let start = 0; start < indices.length; start += portion) {
      // Lets signals and messages through: awaiting a network only yields to the microtask queue.
      await setImmediate()
      signal?.throwIfAborted()
      const part = indices.subarray(start, start + portion)
      scores.set(await network.predict(pixelsTogether(set, part), part.length), start)
      onProgress?.(start + part.length, indices.length)
    }
    return { spec: network.spec, scores }
  } finally {
    network.dispose()
  }
}

/**
 * Like `score` without slide calibration, on several threads that each load the model and take
 * portions.
 */
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

/** Returns the network's probabilities, after slide calibration if the model has it. */
function judged(spec: ModelSpec, set: PatchSet, indices: Uint32Array, scores: Float32Array) {
  const calibration = slideCalibrationOf(spec)
  return { spec, scores: calibration ? judgeSlides(calibration, set, indices, scores) : scores }
}

/** Returns the metrics of the patches at `indices`, with one score each. */
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

/** Same as `evaluationOf` for scores from any source. */
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
    padded: indices.reduce((sum, index) => sum + (set.padded[index] as number), 0),
    broken: brokenOf(set, indices).map(({ file, reason }) => ({ file, reason })),
    intervals: intervalsOf(groupByPatient(set, indices, scores), threshold, bootstrapSeed),
    perPatient: perPatient(set, indices, scores, threshold)
  }
}

/** Indices of these patients' patches; all if none are given. Throws `usage` if one is unknown. */
export function chosen(set: PatchSet, patients: string[]): Uint32Array {
  expectPatients(patients, set.patients)
  const wanted = new Set(patients)
  const all = Uint32Array.from({ length: set.count }, (_, index) => index)
  return patients.length === 0 ? all : all.filter(index => wanted.has(patientNameOf(set, index)))
}
