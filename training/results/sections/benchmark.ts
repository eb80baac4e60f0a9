import { join } from 'node:path'
import { openEngine } from '../../../engine/engine.ts'
import { loadPatches } from '../../../evaluation/data/load.ts'
import { type PatchSet, patchesOf } from '../../../evaluation/data/patches.ts'
import { type Evaluation, evaluationOf, scoreAlone } from '../../../evaluation/evaluate.ts'
import { usage } from '../../../terminal/values.ts'
import { leftOutOf } from '../../calibration/renew-surroundings.ts'
import type { LeftOut } from '../../calibration/slide-calibration.ts'
import { aloneOf, fittedByOthers, judgeView, type View, wholeOf } from '../../calibration/surroundings.ts'
import { readManifest } from '../../data/manifest.ts'
import { readJsonIfThere, writeJson } from '../../output/files.ts'
import { count, figure, table } from '../../output/markdown.ts'

/** Figures of a row of the table. `f1` is that of carcinoma. */
interface Row {
  name: string
  balancedAccuracy: number
  f1: number
  auc: number | null
}

/** Published on test patients of the data set's author, all their patches pooled. */
export const published: readonly Row[] = [
  { name: 'Cruz-Roa 2014', balancedAccuracy: 0.842, f1: 0.718, auc: null },
  { name: 'Janowczyk 2016', balancedAccuracy: 0.847, f1: 0.765, auc: null },
  { name: 'a ResNet-18 in a public student repository', balancedAccuracy: 0.887, f1: 0.807, auc: 0.955 }
]

/** A model compared with the published figures. */
export interface Benchmark {
  model: string
  version: string
  threshold: number
  patients: string[]
  patches: number
  /** Of these patients, those the model was trained on. */
  trainedOn: string[]
  /** Of these patients, those that the threshold was chosen on. */
  chosenOn: string[]
  alone: Judged
  /** Null for a model that ignores neighbours. */
  around: Judged | null
}

/** Pooled figures, and their means over patients with both classes. */
interface Judged extends Omit<Row, 'name'> {
  ece: number
  perPatient: { patients: number; balancedAccuracy: number; least: number; auc: number }
}

/**
 * Evaluates a model on those validation patients of the data set's author that the folder has. If
 * the model has a calibration of neighbours, it is refitted for each patient, on the other groups.
 * @throws usage if the folder names no such patient; model/…, training/…
 */
export async function benchmark(model: string, patches: string): Promise<Benchmark> {
  const sides = await readManifest(patches)
  const set = await loadPatches(patches)
  const patients = set.patients.filter(patient => sides?.get(patient) === 'validation')
  if (patients.length === 0)
    throw usage(
      'The folder has no patient that a manifest.tsv names for validation (official_split). Add the data set’s manifest.tsv.'
    )
  const engine = await openEngine('cpu')
  const indices = patchesOf(set, patients)
  const { spec, scores } = await scoreAlone(engine, model, set, indices)
  const judged = (order: Uint32Array, values: Float32Array) =>
    judgedOf(evaluationOf(spec, engine.name, set, order, values))
  const slides = leftOutOf(set, indices, scores)
  const { trainingData, surroundings } = spec
  return {
    model: spec.name,
    version: spec.version,
    threshold: spec.threshold,
    patients,
    patches: indices.length,
    trainedOn: patients.filter(patient => trainingData.patients.includes(patient)),
    chosenOn: patients.filter(patient => trainingData.validationPatients.includes(patient)),
    alone: surroundings ? judged(...byOthers(set, slides, aloneOf)) : judged(indices, scores),
    around: surroundings ? judged(...byOthers(set, slides, wholeOf)) : null
  }
}

function byOthers(
  set: PatchSet,
  slides: LeftOut[],
  view: (slide: LeftOut) => View
): [Uint32Array, Float32Array] {
  const judged = fittedByOthers(slides).map(({ patient, surroundings }) => ({
    indices: patchesOf(set, [patient.slide]),
    scores: judgeView(surroundings, view(patient))
  }))
  return [
    Uint32Array.from(judged.flatMap(({ indices }) => [...indices])),
    Float32Array.from(judged.flatMap(({ scores }) => [...scores]))
  ]
}

function judgedOf({ balancedAccuracy, perClass, auc, ece, perPatient }: Evaluation): Judged {
  const both = perPatient.filter(({ negative, positive }) => negative > 0 && positive > 0)
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const balanced = both.map(patient => patient.balancedAccuracy)
  return {
    balancedAccuracy,
    f1: perClass[1].f1,
    auc,
    ece,
    perPatient: {
      patients: both.length,
      balancedAccuracy: mean(balanced),
      least: Math.min(...balanced),
      auc: mean(both.map(({ auc }) => auc ?? 0))
    }
  }
}

const file = 'benchmark.json'

/** Stores the result in the model's folder, for docs/results/. */
export const keepBenchmark = (model: string, found: Benchmark): Promise<void> =>
  writeJson(join(model, file), found)

export const readBenchmark = (model: string): Promise<Benchmark | undefined> =>
  readJsonIfThere(join(model, file))

/** The tables, and in sentences what differs from the published figures. */
export function benchmarkText(of: Benchmark): string {
  const { model, version, threshold, patients, patches, trainedOn, chosenOn, alone, around } = of
  const ours = [
    { name: `${model} ${version}, each patch alone`, ...alone },
    ...(around ? [{ name: `${model} ${version}, with neighbours`, ...around }] : [])
  ]
  const rows = [...published, ...ours].map(({ name, balancedAccuracy, f1, auc }) => [
    name,
    figure(balancedAccuracy),
    figure(f1),
    figure(auc)
  ])
  const means = ours.map(({ name, perPatient: { balancedAccuracy, least, auc }, ece }) => [
    name,
    figure(balancedAccuracy),
    figure(least),
    figure(auc),
    figure(ece)
  ])
  const differences = [
    `The published figures are of the author’s test patients. Ours are of ${patients.length} of his validation patients: his test patients are not in this data.`,
    `The published figures are of all patches of a patient. Of most of our patients there is a random sample of about 9 %: ${count(patches)} patches in all.`,
    'The published networks see one patch at a time.',
    ...(chosenOn.length > 0
      ? [
          `The threshold of ${threshold} was chosen on ${chosenOn.length} of our patients, which favours our figures.${around ? ' The calibration was refitted for each patient, on the others.' : ''}`
        ]
      : []),
    ...(trainedOn.length > 0
      ? [
          `**${model} was trained on ${trainedOn.length} of these patients: its figures say nothing about new patients.**`
        ]
      : [])
  ]
  return `${table(['all patches pooled', 'balanced accuracy', 'F1 of carcinoma', 'AUC'], rows)}

${table(['by patient', 'mean balanced accuracy', 'least', 'mean AUC', 'ECE of all patches'], means)}

What differs:
${differences.map(sentence => `- ${sentence}`).join('\n')}
`
}
