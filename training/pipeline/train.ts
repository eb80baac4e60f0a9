import { basename } from 'node:path'
import { loadPatches } from '../../evaluation/data/load.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { fitTemperature } from '../calibration/temperature.ts'
import { type Threshold, thresholdOn } from '../calibration/threshold.ts'
import { channelStatistics } from '../data/normalisation.ts'
import { expectConsistent, type ProtocolName, splitBy } from '../data/protocol.ts'
import type { Split } from '../data/split.ts'
import type { EvaluationRecord } from '../export/evaluation-record.ts'
import { withFolder } from '../output/folder.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { recipeOf, type SystemName, systems } from '../recipes/systems.ts'
import { openTrainingBackend } from '../trainer/backend.ts'
import type { Progress } from '../trainer/trainer.ts'
import { produce } from './produce.ts'
import { ask, openTeachers, teachingOf } from './teachers.ts'

export interface TrainOptions {
  system: SystemName
  /** A folder in the published layout. */
  patches: string
  /** Description and licence of the patches, for spec.json and the card. Absent: folder name. */
  source?: string
  /** The model's name for people. Absent: that of its system. */
  title?: string
  /** Version of the model; 1.0.0 if absent. */
  release?: string
  protocol: ProtocolName
  seed: number
  /** The model's folder, which receives all files. */
  out: string
  resume: boolean
  /** For the protocol `slides`: patients left out, and patients for validation. */
  test?: string[]
  validation?: string[]
  /** For the protocol `folds`: K/N, the K-th of N groups of patients. */
  fold?: string
  recipe?: Partial<Recipe>
  /** Folders of models whose probabilities make `share` of each label. */
  teaching?: { teachers: string[]; share: number }
  onProgress?: (progress: Progress) => void
  onTaught?: (done: number, total: number) => void
}

/**
 * Trains a system and writes a whole model folder: weights, spec.json, evaluation.json, card.md,
 * training.jsonl. With `resume`, continues a killed training. Throws DuctalError.
 */
export async function train(options: TrainOptions): Promise<EvaluationRecord> {
  const { protocol, test = [], validation = [], fold } = options
  expectConsistent(protocol, { test, validation, ...(fold ? { fold } : {}) })
  return withFolder(options.out, () => trainIn(options))
}

async function trainIn(options: TrainOptions): Promise<EvaluationRecord> {
  const set = await loadPatches(options.patches)
  const split = await splitBy(options.protocol, set, options.patches, {
    seed: options.seed,
    test: options.test ?? [],
    validation: options.validation ?? [],
    ...(options.fold ? { fold: options.fold } : {})
  })
  const { system, protocol, seed, out, resume, onProgress } = options
  const { build, needs, title } = systems[system]
  const teachers = options.teaching && (await openTeachers(options.teaching.teachers, set, split))
  const recipe = {
    ...recipeFor(options),
    ...(teachers ? { teaching: teachingOf(teachers, options.teaching?.share ?? 0) } : {})
  }
  const backend = await openTrainingBackend(needs)
  const taught = teachers && (await ask(teachers, set, split.train, recipe, options.onTaught ?? (() => {})))
  return produce({
    title: options.title ?? title,
    ...(options.release ? { release: options.release } : {}),
    ...{ system, protocol, seed, set, split, recipe, backend, out, resume },
    source: options.source ?? `the folder ${basename(options.patches)}`,
    normalisation: channelStatistics(set, split.train),
    model: build(seed, recipe),
    ...(taught ? { taught } : {}),
    // The paper does not calibrate.
    temperature: protocol === 'paper' ? () => undefined : fitTemperature,
    threshold: scores => thresholdOf(protocol, set, split, scores),
    ...(onProgress ? { onProgress } : {})
  })
}

/** Returns the system's recipe with the given differences. */
export const recipeFor = (options: Pick<TrainOptions, 'system' | 'protocol' | 'recipe'>): Recipe => ({
  ...recipeOf(options.system, options.protocol),
  ...options.recipe
})

function thresholdOf(
  protocol: ProtocolName,
  set: PatchSet,
  { validation }: Split,
  scores: Float32Array
): Threshold {
  if (protocol === 'paper')
    return { threshold: 0.5, thresholdSource: 'The more probable class counts, as in the paper.' }
  if (validation.length === 0)
    return { threshold: 0.5, thresholdSource: 'Fixed at 0.5: there were no validation patients.' }
  return thresholdOn(set, validation, scores)
}
