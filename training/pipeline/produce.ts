import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { openEngine } from '../../engine/engine.ts'
import { tempered } from '../../engine/network/temperature.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { score } from '../../evaluation/evaluate.ts'
import type { Threshold } from '../calibration/threshold.ts'
import type { Normalisation } from '../data/normalisation.ts'
import type { Split } from '../data/split.ts'
import { writeCard } from '../export/card.ts'
import { type EvaluationRecord, headline, recordFor, writeRecord } from '../export/evaluation-record.ts'
import { goldenOutputs } from '../export/golden.ts'
import { type Lineage, writeSpec } from '../export/model.ts'
import { writeSmallest } from '../export/precision.ts'
import { makeFolder } from '../output/folder.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { remarkOf, type SystemName, systems } from '../recipes/systems.ts'
import { scorePatches } from '../trainer/predict.ts'
import { checkpointFile, type Progress, trainNetwork } from '../trainer/trainer.ts'

/** A network to train and ship. */
export interface Work {
  system: SystemName
  title: string
  /** Version of the model; 1.0.0 if absent. */
  release?: string
  /** Description of the patches, and their licence. */
  source: string
  /** How the split was made, in a word or two; a checkpoint with another protocol is rejected. */
  protocol: string
  seed: number
  set: PatchSet
  split: Split
  normalisation: Normalisation
  recipe: Recipe
  /** What the recipe's teachers say of each patch of the set. */
  taught?: Float32Array
  /** Has its first weights, and is disposed of at the end. */
  model: LayersModel
  backend: string
  /** Fits a temperature to the network's own validation probabilities and their classes. */
  temperature(said: Float32Array, classes: Uint8Array): number | undefined
  /** Chooses a threshold on the validation patches' probabilities after the temperature. */
  threshold(scores: Float32Array): Threshold
  /** Origin of the first weights if they were not random. */
  lineage?: Lineage
  /** The model's folder, which receives all files. */
  out: string
  resume: boolean
  onProgress?: (progress: Progress) => void
}

/**
 * Trains the network and writes its whole folder: weights, spec.json, evaluation.json, card.md,
 * training.jsonl. Throws DuctalError.
 */
export async function produce(work: Work): Promise<EvaluationRecord> {
  const { set, split, out, recipe } = work
  await makeFolder(out)
  const everything = Uint32Array.from({ length: set.count }, (_, index) => index)
  const { spec, scores, engine } = await trainModel(work, everything)
  const record = recordFor(spec, engine.name, set, split, scores)
  const golden = await goldenOutputs(engine, out)
  const shipped = { ...spec, golden, metrics: headline(record) }
  await writeSpec(out, shipped)
  await writeRecord(out, record)
  await writeCard(out, shipped, record, recipe, remarkOf(work.system, recipe))
  await rm(join(out, checkpointFile), { force: true })
  return record
}

/**
 * Trains and writes the model. Returns its spec, and the probabilities of all patches as computed
 * with the stored weights.
 */
async function trainModel(work: Work, everything: Uint32Array) {
  const { model, set, split, normalisation, out, onProgress } = work
  try {
    await trainNetwork({
      ...work,
      folder: out,
      ...(systems[work.system].needs === 'recurrence' ? { threads: availableParallelism() } : {}),
      ...(onProgress ? { onProgress } : {})
    })
    const said = await scorePatches(model, set, everything, normalisation)
    const of = (values: Float32Array) => Float32Array.from(split.validation, index => values[index] as number)
    const classes = Uint8Array.from(split.validation, index => set.classes[index] as number)
    const temperature = work.temperature(of(said), classes)
    const before = said.map(probability => tempered(probability, temperature))
    const trained = { ...work, temperature, ...work.threshold(of(before)) }
    const engine = await openEngine('cpu')
    const judge = async () => (await score(engine, out, set, everything)).scores
    return { engine, ...(await writeSmallest(out, trained, before, judge)) }
  } finally {
    model.dispose()
  }
}
