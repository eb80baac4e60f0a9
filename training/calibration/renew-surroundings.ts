import { DuctalError } from '../../contract/errors.ts'
import { openEngine } from '../../engine/engine.ts'
import { type ModelSpec, readSpec } from '../../engine/model-folder/spec.ts'
import { loadPatches } from '../../evaluation/data/load.ts'
import { type PatchSet, patchesOf, placeOf } from '../../evaluation/data/patches.ts'
import { type Evaluation, evaluationOf, score } from '../../evaluation/evaluate.ts'
import { renewRecord } from '../export/evaluation-record.ts'
import { writeSpec } from '../export/model.ts'
import { renewCard, writeFolds } from '../export/renew-card.ts'
import type { LeftOut } from './slide-calibration.ts'
import {
  aloneOf,
  fitSurroundings,
  fittedByOthers,
  judgeView,
  screeningFor,
  thresholdAlone,
  type View,
  wholeOf
} from './surroundings.ts'
import { type ViewFigures, viewFigures } from './views.ts'

/** Minimum number of patches of a complete slide, and of neighbours per patch on average. */
const complete = { patches: 400, neighbours: 5 }

/**
 * Fits the weights of neighbouring patches on a model's validation patients, and chooses its
 * threshold there. Rewrites spec.json, evaluation.json and card.md. Writes the figures of each
 * complete validation slide, calibrated on the patients of other groups, to cross-validation.json.
 * Returns the figures of all views. Throws `usage`, `model/…`, `training/…`.
 */
export async function renewSurroundings(model: string, patches: string): Promise<ViewFigures[]> {
  const set = await loadPatches(patches)
  const engine = await openEngine('cpu')
  const { temperature: _, field: __, surroundings: ___, ...before } = await readSpec(model)
  const { validationPatients } = before.trainingData
  const present = validationPatients.filter(patient => set.patients.includes(patient))
  if (present.length === 0)
    throw new DuctalError('usage', `The folder has no validation patient of ${before.name}.`)
  await writeSpec(model, before)
  const indices = patchesOf(set, present)
  const { scores } = await score(engine, model, set, indices)
  const patients = leftOutOf(set, indices, scores)
  const slides = patients.filter(isComplete).map(({ slide }) => slide)
  const threshold = thresholdAlone(patients)
  const spec: ModelSpec = {
    ...before,
    surroundings: fitSurroundings(patients),
    threshold,
    thresholdSource: `In steps of 0.05, the highest sum of balanced accuracy and F1 of carcinoma on single patches of the validation patients.`,
    screening: screeningFor(patients)
  }
  const evaluations = fittedByOthers(patients)
    .filter(({ patient }) => slides.includes(patient.slide))
    .map(({ patient, surroundings }) =>
      evaluationOf(
        spec,
        engine.name,
        set,
        patchesOf(set, [patient.slide]),
        judgeView(surroundings, wholeOf(patient))
      )
    )
  const views = viewFigures(patients, slides, threshold)
  const pooled = (view: (patient: LeftOut) => View) => {
    const order = fittedByOthers(patients).map(({ patient, surroundings }) => ({
      indices: patchesOf(set, [patient.slide]),
      scores: judgeView(surroundings, view(patient))
    }))
    const together = Uint32Array.from(order.flatMap(({ indices }) => [...indices]))
    const scores = Float32Array.from(order.flatMap(({ scores }) => [...scores]))
    return evaluationOf(spec, engine.name, set, together, scores)
  }
  const [around, alone] = [pooled(wholeOf), pooled(aloneOf)]
  const notes = [
    `On the ${patients.length} validation patients together, each calibrated on the others: ${figuresIn(around)} with neighbours; ${figuresIn(alone)} with each patch alone.`,
    `Sensitivity and specificity on ${slides.length} complete validation slides opened in part, in brackets those of the same patches within the whole slide: ${views.map(viewIn).join('; ')}.`
  ]
  const kept = (spec.trainingData.notes ?? []).filter(
    note => !/^(On the \d+ validation|Sensitivity and)/.test(note)
  )
  const { accuracy, balancedAccuracy, f1, auc, ece, brier } = around
  const metrics = { accuracy, balancedAccuracy, f1, ...(auc === null ? {} : { auc }), ece, brier }
  const trainingData = { ...spec.trainingData, notes: [...kept, ...notes] }
  await writeSpec(model, { ...spec, trainingData, metrics })
  await writeFolds(model, evaluations)
  await renewRecord(engine, model, set)
  await renewCard(model, { folds: [], notes: [] })
  return views
}

const rate = (value: number | null) => (value === null ? '–' : value.toFixed(3))

const figuresIn = ({ balancedAccuracy, perClass, auc, ece }: Evaluation): string =>
  `balanced accuracy ${rate(balancedAccuracy)}, F1 of carcinoma ${rate(perClass[1].f1)}, AUC ${rate(auc)}, ECE ${rate(ece)}`

const viewIn = ({ view, alone, withinWhole }: ViewFigures): string =>
  `${view} ${rate(alone.sensitivity)} and ${rate(alone.specificity)} (${rate(withinWhole.sensitivity)} and ${rate(withinWhole.specificity)})`

export function leftOutOf(set: PatchSet, indices: Uint32Array, scores: Float32Array): LeftOut[] {
  const patients = new Map<string, LeftOut>()
  indices.forEach((index, i) => {
    const slide = set.patients[set.patientOf[index] as number] as string
    const patient = patients.get(slide) ?? { slide, places: [], classes: [], scores: [] }
    patients.set(slide, patient)
    patient.places.push(placeOf(set, index))
    patient.classes.push(set.classes[index] as number)
    patient.scores.push(scores[i] as number)
  })
  return [...patients.values()]
}

function isComplete({ places, classes }: LeftOut): boolean {
  const taken = new Set(places.map(({ column, row }) => `${column} ${row}`))
  const steps = [-1, 0, 1]
  const neighbours = places.reduce(
    (sum, { column, row }) =>
      sum +
      steps.flatMap(down =>
        steps.filter(across => (across || down) && taken.has(`${column + across} ${row + down}`))
      ).length,
    0
  )
  const enough = places.length >= complete.patches && neighbours >= complete.neighbours * places.length
  return enough && classes.includes(0) && classes.includes(1)
}
