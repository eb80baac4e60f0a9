import { basename } from 'node:path'
import { readSpec } from '../../engine/model-folder/spec.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { fitTemperature } from '../calibration/temperature.ts'
import { type Threshold, thresholdOn } from '../calibration/threshold.ts'
import { expectApart } from '../data/split.ts'
import type { EvaluationRecord } from '../export/evaluation-record.ts'
import { type Comparison, writeComparison } from '../export/parent-comparison.ts'
import { renewCard } from '../export/renew-card.ts'
import { withFolder } from '../output/folder.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { recipeOf } from '../recipes/systems.ts'
import type { Progress } from '../trainer/trainer.ts'
import { compare } from './compare.ts'
import { tuningSplit } from './fine-tuning-split.ts'
import { openParent, type Parent } from './parent.ts'
import { produce } from './produce.ts'

export interface TuneOptions {
  /** The parent's folder. */
  from: string
  /** A folder in the published layout, such as one exported from a review. */
  patches: string
  /** A folder with patients to compare on. Absent: the patients left out of `patches`. */
  judge?: string
  source?: string
  seed: number
  test: string[]
  validation: string[]
  /** Folder of the new version. */
  out: string
  resume: boolean
  recipe: Partial<Recipe>
  onProgress?: (progress: Progress) => void
}

/** Share of the system's learning rate: a few patches must not undo the parent's training. */
const rateShare = 0.1
const epochs = 4

/**
 * Trains a model on with other patches and writes the whole folder of the new version. Also writes
 * comparison.json, which compares the version with its parent on patients that neither has seen.
 * Keeps the parent's colour normalisation, and also its threshold and temperature if there are no
 * validation patients. Throws DuctalError.
 */
export async function tune(options: TuneOptions): Promise<Tuned> {
  expectApart(options.test, options.validation)
  return withFolder(options.out, () => tuneIn(options))
}

export interface Tuned {
  record: EvaluationRecord
  comparison: Comparison
}

async function tuneIn(options: TuneOptions): Promise<Tuned> {
  const { from, seed, out, resume, onProgress } = options
  const spec = await readSpec(from)
  const set = await loadPatches(options.patches)
  const judged = options.judge ? await loadPatches(options.judge) : set
  const split = tuningSplit(set, spec.trainingData, { ...options, judgedElsewhere: judged !== set })
  const parent = await openParent(from, spec)
  const record = await produce({
    ...{ seed, out, resume, set, split },
    ...{ system: parent.system, title: spec.title, model: parent.model, backend: parent.backend },
    source: `${spec.trainingData.source}; then ${options.source ?? `the folder ${basename(options.patches)}`}`,
    protocol: `from ${spec.weightsSha256}`,
    normalisation: spec.input.normalisation,
    recipe: recipeFrom(parent, options.recipe),
    lineage: { parent: spec },
    temperature: (said, classes) => (said.length === 0 ? spec.temperature : fitTemperature(said, classes)),
    threshold: scores => thresholdFrom(parent, set, split.validation, scores),
    ...(onProgress ? { onProgress } : {})
  })
  const version = await readSpec(out)
  const comparison = await compare({ folder: from, spec }, { folder: out, spec: version }, judged)
  await writeComparison(out, comparison)
  await renewCard(out, { folds: [], notes: [] })
  return { record, comparison }
}

function recipeFrom({ system, shape }: Parent, given: Partial<Recipe>): Recipe {
  const base = recipeOf(system, 'slides')
  return { ...base, rate: base.rate * rateShare, epochs, ...shape, ...given }
}

function thresholdFrom(
  { spec }: Parent,
  set: PatchSet,
  validation: Uint32Array,
  scores: Float32Array
): Threshold {
  if (validation.length === 0)
    return { threshold: spec.threshold, thresholdSource: `The parent’s threshold: ${spec.thresholdSource}` }
  return thresholdOn(set, validation, scores)
}
