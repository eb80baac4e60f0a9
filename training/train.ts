import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { openEngine } from '../electron/engine/engine.ts'
import { tempered } from '../electron/engine/temperature.ts'
import { loadPatches } from '../evaluation/data/load.ts'
import type { PatchSet } from '../evaluation/data/patches.ts'
import { score } from '../evaluation/evaluate.ts'
import { openTrainingBackend } from './backend.ts'
import { channelStatistics } from './data/statistics.ts'
import type { Recipe } from './loop/recipe.ts'
import { scorePatches } from './loop/score.ts'
import { checkpointFile, type Progress, trainNetwork } from './loop/trainer.ts'
import { type ProtocolName, splitBy } from './protocols/protocol.ts'
import type { Split } from './protocols/split.ts'
import { writeCard } from './ship/card.ts'
import { goldenOutputs } from './ship/golden.ts'
import { writeSpec } from './ship/model.ts'
import { type EvaluationRecord, headline, recordFor, writeRecord } from './ship/record.ts'
import { writeSmallest } from './ship/smallest.ts'
import { fitTemperature } from './ship/temperature.ts'
import { thresholdOn } from './ship/threshold.ts'
import { recipeOf, remarkOf, type SystemName, systems } from './systems.ts'

export interface TrainOptions {
  system: SystemName
  /** A folder in the published layout. */
  patches: string
  /** What these patches are and their licence, for spec.json and the card; the folder's name when absent. */
  source?: string
  protocol: ProtocolName
  seed: number
  /** The model's folder: everything is written there. */
  out: string
  resume: boolean
  /** For the protocol `slides`: patients left out, and patients for validation. */
  test?: string[]
  validation?: string[]
  /** For the protocol `folds`: K/N, the K-th of N groups of patients. */
  fold?: string
  recipe?: Partial<Recipe>
  onProgress?: (progress: Progress) => void
}

/**
 * Trains a system and writes a whole model folder: weights, spec.json, evaluation.json, card.md, training.jsonl. A
 * killed training goes on with `resume`. Throws DuctalError.
 */
export async function train(options: TrainOptions): Promise<EvaluationRecord> {
  const set = await loadPatches(options.patches)
  const split = await splitBy(options.protocol, set, options.patches, {
    seed: options.seed,
    test: options.test ?? [],
    validation: options.validation ?? [],
    ...(options.fold ? { fold: options.fold } : {})
  })
  await mkdir(options.out, { recursive: true })
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  const { spec, scores, engine } = await trainModel(options, set, split, everything)
  const record = recordFor(spec, engine.name, set, split, scores)
  const golden = await goldenOutputs(engine, options.out)
  await writeSpec(options.out, { ...spec, golden, metrics: headline(record) })
  await writeRecord(options.out, record)
  const recipe = recipeFor(options)
  await writeCard(options.out, spec, record, recipe, remarkOf(options.system, recipe))
  await rm(join(options.out, checkpointFile), { force: true })
  return record
}

const recipeFor = (options: TrainOptions): Recipe => ({
  ...recipeOf(options.system, options.protocol),
  ...options.recipe
})

/** Trains and writes the model; gives its spec, and the probabilities of all patches by the model as it is stored. */
async function trainModel(options: TrainOptions, set: PatchSet, split: Split, everything: Uint32Array) {
  const system = systems[options.system]
  const backend = await openTrainingBackend(system.needs)
  const normalisation = channelStatistics(set, split.train)
  const recipe = recipeFor(options)
  const model = system.build(options.seed, recipe)
  try {
    await trainNetwork({
      model,
      set,
      split,
      normalisation,
      recipe,
      seed: options.seed,
      system: options.system,
      protocol: options.protocol,
      folder: options.out,
      resume: options.resume,
      ...(system.needs === 'recurrence' ? { threads: availableParallelism() } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {})
    })
    const said = await scorePatches(model, set, everything, normalisation)
    const temperature = temperatureOf(options.protocol, set, split, said)
    const before = said.map(probability => tempered(probability, temperature))
    const trained = {
      ...options,
      title: system.title,
      source: options.source ?? `the folder ${basename(options.patches)}`,
      backend,
      model,
      set,
      split,
      normalisation,
      temperature,
      ...thresholdOf(
        options.protocol,
        set,
        split,
        Float32Array.from(split.validation, index => before[index] as number)
      )
    }
    const engine = await openEngine('cpu')
    const judge = async () => (await score(engine, options.out, set, everything)).scores
    return { engine, ...(await writeSmallest(options.out, trained, before, judge)) }
  } finally {
    model.dispose()
  }
}

/** On validation alone; the paper knows no calibration. */
function temperatureOf(protocol: ProtocolName, set: PatchSet, { validation }: Split, said: Float32Array) {
  if (protocol === 'paper') return undefined
  const of = (values: ArrayLike<number>) => Array.from(validation, index => values[index] as number)
  return fitTemperature(of(said), of(set.classes))
}

function thresholdOf(protocol: ProtocolName, set: PatchSet, { validation }: Split, scores: Float32Array) {
  if (protocol === 'paper')
    return { threshold: 0.5, thresholdSource: 'The more probable class counts, as in the paper.' }
  if (validation.length === 0)
    return { threshold: 0.5, thresholdSource: 'No validation patients: 0.5, not chosen on anything.' }
  return thresholdOn(set, validation, scores)
}
