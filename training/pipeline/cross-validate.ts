import { join } from 'node:path'
import type { PatientFigures } from '../../contract/models/evaluation.ts'
import { openEngine } from '../../engine/engine.ts'
import { type FolderFindings, findingsOf } from '../../evaluation/data/findings.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { type Evaluation, score } from '../../evaluation/evaluate.ts'
import { intervalsOf } from '../../evaluation/metrics/bootstrap.ts'
import { classFigures, confusionFigures, confusionOf } from '../../evaluation/metrics/confusion.ts'
import { figuresOf, groupByPatient, perPatient } from '../../evaluation/metrics/figures.ts'
import { foldSplit } from '../data/folds.ts'
import { readRecord } from '../export/evaluation-record.ts'
import { readStart, writeJson } from '../output/files.ts'
import { makeFolder } from '../output/folder.ts'
import { recipeFor, type TrainOptions, train } from './train.ts'

export type CrossValidationOptions = Omit<TrainOptions, 'protocol' | 'fold' | 'test' | 'validation'> & {
  /** Number of groups of patients, each left out once. */
  folds: number
  /** Called before each training; `done` if the folder already has its finished model. */
  onFold?: (fold: number, done: boolean) => void
}

/** Figures of one training on the patients that it left out. */
export interface FoldFigures {
  fold: number
  patients: string[]
  patches: number
  threshold: number
  accuracy: number
  balancedAccuracy: number
  auc: number | null
}

type Pooled = Omit<Evaluation, 'model' | 'version' | 'engine' | 'threshold' | 'padded' | 'broken' | 'curves'>

/** folds.json of the output folder. */
export interface CrossValidation {
  system: string
  seed: number
  folds: FoldFigures[]
  /** Every patient once, by the training that left it out, at that training's threshold. */
  pooled: Pooled
  folder: FolderFindings
}

/**
 * Trains once for each group of patients, in `fold-K` of the output folder, and pools the results
 * on the patients left out. Finished trainings of the same recipe are kept. Throws the same errors
 * as `train`.
 */
export async function crossValidate(options: CrossValidationOptions): Promise<CrossValidation> {
  const { folds, onFold, out, seed, system } = options
  const set = await loadPatches(options.patches)
  // Refuses the number of folds before the first training.
  const splits = Array.from({ length: folds }, (_, i) => foldSplit(set, seed, `${i + 1}/${folds}`))
  await makeFolder(out)
  const parts: Part[] = []
  for (const [place, split] of splits.entries()) {
    const [fold, folder] = [place + 1, join(out, `fold-${place + 1}`)]
    const done = await isFinished(folder, options, split.description, set.count)
    onFold?.(fold, done)
    if (!done) await train({ ...options, protocol: 'folds', fold: `${fold}/${folds}`, out: folder })
    parts.push(await partOf(fold, folder, set, split.test))
  }
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  const [pooled, findings] = [pooledOf(set, parts), findingsOf(set, everything)]
  const result = { system, seed, folds: parts.map(figuresOfFold), pooled, folder: findings }
  await writeJson(join(out, 'folds.json'), result)
  return result
}

/** Whether a folder has the finished model of exactly this training. */
async function isFinished(
  folder: string,
  options: CrossValidationOptions,
  split: string,
  patches: number
): Promise<boolean> {
  try {
    const [start, record] = [await readStart<Record<string, unknown>>(folder), await readRecord(folder)]
    const recipe = recipeFor({ ...options, protocol: 'folds' })
    const wanted = { system: options.system, protocol: 'folds', seed: options.seed, split, recipe }
    const same = Object.entries(wanted).every(
      ([name, value]) => JSON.stringify(start[name]) === JSON.stringify(value)
    )
    return same && record.all.patches === patches
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** Probabilities of the patients that one training left out. */
interface Part {
  fold: number
  threshold: number
  indices: Uint32Array
  scores: Float32Array
  patients: ReturnType<typeof groupByPatient>
  perPatient: PatientFigures[]
}

async function partOf(fold: number, folder: string, set: PatchSet, indices: Uint32Array): Promise<Part> {
  const { spec, scores } = await score(await openEngine('cpu'), folder, set, indices)
  return {
    ...{ fold, indices, scores, threshold: spec.threshold },
    patients: groupByPatient(set, indices, scores),
    perPatient: perPatient(set, indices, scores, spec.threshold)
  }
}

const classesOf = (patients: Part['patients']) => patients.flatMap(({ classes }) => classes)
const scoresOf = (patients: Part['patients']) => patients.flatMap(({ scores }) => scores)

function figuresOfFold({ fold, threshold, patients, scores }: Part): FoldFigures {
  const { accuracy, balancedAccuracy, auc } = figuresOf(scoresOf(patients), classesOf(patients), threshold)
  const names = patients.map(({ patient }) => patient)
  return { fold, patients: names, patches: scores.length, threshold, accuracy, balancedAccuracy, auc }
}

function pooledOf(set: PatchSet, parts: Part[]): Pooled {
  const patients = parts.flatMap(part => part.patients.map(of => ({ ...of, threshold: part.threshold })))
  const [scores, classes] = [scoresOf(patients), classesOf(patients)]
  // Each training decides at its own threshold; ranking and calibration have none.
  const decisions = patients.flatMap(of => of.scores.map(value => (value >= of.threshold ? 1 : 0)))
  const confusion = confusionOf(decisions, classes, 0.5)
  const { threshold: _, ...figures } = figuresOf(scores, classes, 0.5)
  return {
    ...figures,
    ...confusionFigures(confusion),
    patches: scores.length,
    patients: set.patients.length,
    confusion,
    perClass: [classFigures(confusion, 0), classFigures(confusion, 1)],
    intervals: intervalsOf(patients, 0.5, intervalSeed),
    perPatient: parts.flatMap(part => part.perPatient).sort((a, b) => (a.patient < b.patient ? -1 : 1))
  }
}

/** The seed of `evaluate`'s intervals. */
const intervalSeed = 1
