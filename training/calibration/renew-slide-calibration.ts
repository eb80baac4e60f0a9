import { DuctalError } from '../../contract/errors.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { type ModelSpec, readSpec } from '../../engine/model-folder/spec.ts'
import { untempered } from '../../engine/network/temperature.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import { type PatchSet, patchesOf, placeOf } from '../../evaluation/data/patches.ts'
import { type Evaluation, evaluationOf, score } from '../../evaluation/evaluate.ts'
import { renewRecord } from '../export/evaluation-record.ts'
import { writeSpec } from '../export/model.ts'
import { renewCard, writeFolds } from '../export/renew-card.ts'
import {
  type FieldFigures,
  fitField,
  type JudgedSlide,
  judgedByOthers,
  type LeftOut,
  leaveOneOut
} from './slide-calibration.ts'

/**
 * Adds slide calibration to a model. Networks of the model's recipe score the slides that they left
 * out. These scores determine the starting point of the fit to a new slide, and the threshold.
 * Rewrites evaluation.json and card.md for the model with slide calibration. Writes
 * cross-validation.json with the figures of each left-out slide, calibrated on the others, and
 * returns the main ones. Throws `usage`, `model/…`, `training/…`.
 */
export async function renewField(model: string, folds: string[], patches: string): Promise<FieldFigures[]> {
  const set = await loadPatches(patches)
  const engine = await openEngine('cpu')
  const slides = await leftOutBy(folds, set, engine)
  const { field, threshold } = fitField(slides)
  const { temperature: _, ...before } = await readSpec(model)
  const names = slides.map(({ slide }) => slide).join(', ')
  const spec: ModelSpec = {
    ...before,
    field,
    threshold,
    thresholdSource: `The share of carcinoma on ${names}, where calibrated probabilities have the highest balanced accuracy.`
  }
  const evaluations = judgedByOthers(slides).map(judged => evaluationOfSlide(spec, engine, set, judged))
  await writeSpec(model, { ...spec, metrics: averaged(evaluations) })
  await writeFolds(model, evaluations)
  await renewRecord(engine, model, set)
  await renewCard(model, { folds: [], notes: [] })
  return leaveOneOut(slides)
}

function evaluationOfSlide(spec: ModelSpec, engine: Engine, set: PatchSet, judged: JudgedSlide): Evaluation {
  const { slide, threshold, scores } = judged
  return evaluationOf({ ...spec, threshold }, engine.name, set, patchesOf(set, [slide]), scores)
}

/** Means over the slides of the figures that spec.json states. */
function averaged(evaluations: Evaluation[]): Record<string, number> {
  const names = ['accuracy', 'balancedAccuracy', 'f1', 'auc', 'ece', 'brier'] as const
  const mean = (name: (typeof names)[number]) =>
    evaluations.reduce((sum, evaluation) => sum + (evaluation[name] ?? Number.NaN), 0) / evaluations.length
  return Object.fromEntries(names.map(name => [name, mean(name)]))
}

async function leftOutOf(engine: Engine, fold: string, set: PatchSet): Promise<LeftOut> {
  const { trainingData, field } = await readSpec(fold)
  const [slide, ...more] = trainingData.heldOutPatients
  if (!slide || more.length > 0 || field)
    throw new DuctalError(
      'usage',
      `The training in ${fold} left ${more.length + 1} patients out, or already has slide calibration. Give trainings that left out one patient.`
    )
  const indices = patchesOf(set, [slide])
  if (indices.length === 0)
    throw new DuctalError(
      'usage',
      `The folder has no patient ${slide}, left out by the training in ${fold}. Give a folder with that patient.`
    )
  const { scores, spec } = await score(engine, fold, set, indices)
  return {
    slide,
    places: Array.from(indices, index => placeOf(set, index)),
    classes: Array.from(indices, index => set.classes[index] as number),
    // Slide calibration works on the network's own logits, without a temperature.
    scores: Array.from(scores, probability => untempered(probability, spec.temperature))
  }
}

/**
 * The slides that these trainings left out, scored by their networks. Throws `usage`, `model/…`,
 * `training/…`.
 */
export async function leftOutBy(folds: string[], set: PatchSet, engine: Engine): Promise<LeftOut[]> {
  if (folds.length < 2)
    throw new DuctalError('usage', '--folds needs at least two trainings that left out one slide each.')
  const slides: LeftOut[] = []
  for (const fold of folds) slides.push(await leftOutOf(engine, fold, set))
  return slides
}
