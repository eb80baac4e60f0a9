import { join } from 'node:path'
import type { Interval } from '../../contract/models/evaluation.ts'
import type { ModelSpec, StorageSpec } from '../../engine/model-folder/spec.ts'
import { sentencesOf } from '../../evaluation/data/findings.ts'
import type { Deletion } from '../../evaluation/deletion.ts'
import type { Evaluation } from '../../evaluation/evaluate.ts'
import { writeText } from '../output/files.ts'
import { count, figure, percent } from '../output/markdown.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { deletionPart } from './deletion.ts'
import type { EvaluationRecord } from './evaluation-record.ts'
import { besideParent, type Comparison } from './parent-comparison.ts'

/** Optional sections about a model. */
export interface More {
  /** Held-out figures of trainings with the same recipe. */
  folds?: Evaluation[]
  comparison?: Comparison
  deletion?: Deletion
}

/**
 * Writes card.md from the record: figures on patients that the model was not trained on come first,
 * those of its training patients last.
 */
export function writeCard(
  folder: string,
  spec: ModelSpec,
  record: EvaluationRecord,
  recipe: Recipe,
  remark: string,
  { folds = [], comparison, deletion }: More = {}
): Promise<void> {
  const parts = [
    head(spec),
    ...figures(record),
    ...(folds.length > 0 ? [leftOut(spec, folds)] : []),
    ...(comparison ? [besideParent(comparison)] : []),
    ...(deletion ? [deletionPart(deletion)] : []),
    limits(spec, record),
    data(spec, record),
    training(spec, recipe, remark),
    ...trainingFigures(record)
  ]
  return writeText(join(folder, 'card.md'), `${parts.join('\n\n')}\n`)
}

const list = (names: string[]) => (names.length === 0 ? 'none' : names.join(', '))

function head(spec: ModelSpec): string {
  return `# ${spec.title} (${spec.name} ${spec.version})

**${spec.intendedUse}**

Gives the probability that a patch of ${spec.input.patch}×${spec.input.patch} pixels at ${spec.input.mpp} µm per pixel (H&E, bright field) shows
invasive ductal carcinoma. ${wholeSlide(spec)}${count(spec.parameters)} parameters, licence ${spec.licence}.${spec.storage ? `\n\n${stored(spec.storage)}` : ''}`
}

function wholeSlide({ field, surroundings }: ModelSpec): string {
  if (field) return 'The patches of a slide are adjusted together. '
  return surroundings ? 'Each patch is adjusted by its eight neighbours, as far as they exist. ' : ''
}

const spaces: Record<StorageSpec['precision'], string> = {
  uint8: '8 bits (matrices, each with 256 levels of its own; vectors in 32 bits)',
  float16: '16 bits',
  float32: '32 bits, as trained'
}

function stored({ precision, patches, changedClasses }: StorageSpec): string {
  const changed = changedClasses === 0 ? 'none' : count(changedClasses)
  return `Weights are stored in ${spaces[precision]}. Of the folder’s ${count(patches)} patches, ${changed} changed class. The figures below are those of the stored weights.`
}

function data(spec: ModelSpec, record: EvaluationRecord): string {
  const { source, patients, patches, validationPatients, heldOutPatients, notes = [] } = spec.trainingData
  const leak =
    record.leakedPatients.length === 0
      ? 'No patient is on more than one side.'
      : `**${record.leakedPatients.length} patients are on more than one side: the figures below say nothing about new patients.**`
  return `## Data
- Source: ${source}.
- Protocol: ${record.protocol}. ${leak}
- Trained on ${count(patches.negative)} negative and ${count(patches.positive)} positive patches of ${list(patients)}.
- Validation: ${list(validationPatients)}.
- Held out (used neither for weights nor for the threshold): ${list(heldOutPatients)}.
- Edge patches padded by reflection: ${record.all.padded}; unreadable files left out: ${record.all.broken.length}.${unusual(record)}${notes.map(note => `\n- ${note}`).join('')}`
}

/** What else is unusual about the folder; padded patches have their own line. */
const unusual = ({ folder }: EvaluationRecord): string =>
  folder
    ? sentencesOf({ ...folder, padded: 0 })
        .map(sentence => `\n- ${sentence}`)
        .join('')
    : ''

function training({ parent }: ModelSpec, recipe: Recipe, remark: string): string {
  const drawn =
    recipe.sampling === 'each'
      ? 'each patch once per epoch'
      : `${count(recipe.patchesPerEpoch)} patches per epoch, the same number of each class, patients weighted by the square root of their patches`
  const { stain, blur, jpeg } = recipe.augmentation
  const varied = [
    stain
      ? `stain intensity ±${stain.amount * 100} %, brightness ±${stain.brightness * 100} %`
      : 'stain unchanged',
    ...(blur ? [`blurred by up to ${blur.sigma} pixels`] : []),
    ...(jpeg ? [`compressed as JPEG down to quality ${jpeg.quality}`] : [])
  ].join(', ')
  const began = parent
    ? `Started from the weights of ${parent.name} ${parent.version} (SHA-256 \`${parent.weightsSha256}\`).\n`
    : ''
  return `## Training
${began}${recipe.epochs} epochs, batch ${recipe.batch}, ${drawn}. ${recipe.augmentation.turns ? 'Flips and quarter turns; ' : ''}${varied}.
${remark} Maximum rate ${recipe.rate} with cosine decay; weight decay ${recipe.weightDecay}; label smoothing
${recipe.labelSmoothing}${taught(recipe)}; the stored weights are a running average (${recipe.averaging}). Every step is in training.jsonl.`
}

function taught({ teaching }: Recipe): string {
  if (!teaching) return ''
  const names = teaching.teachers.map(
    ({ name, version, weightsSha256 }) => `${name} ${version} (SHA-256 \`${weightsSha256}\`)`
  )
  return `; ${Math.round(100 * teaching.share)} % of each label is the mean probability that ${names.join(' and ')} gave the patch in eight orientations`
}

type NamedSide = [name: string, of: Evaluation]

/** Groups of patients that the model was not trained on. */
const unseenSides = ({ test, validation }: EvaluationRecord): NamedSide[] => [
  ...(test ? [['held out', test] satisfies NamedSide] : []),
  ...(validation ? [['validation (the threshold was chosen here)', validation] satisfies NamedSide] : [])
]

function figures(record: EvaluationRecord): string[] {
  const sides = unseenSides(record)
  if (sides.length === 0) return []
  return [
    `## Figures on patients that it was not trained on
At the shipped threshold of ${record.all.threshold}. Precision, recall and F1 are those of the positive class. In brackets: 95 % intervals, by
bootstrap over patients, where there are at least five.

${figureTable(sides)}`,
    byPatient(sides)
  ]
}

function trainingFigures({ train }: EvaluationRecord): string[] {
  if (!train) return []
  return [
    `## Figures on its training patients
They say nothing about new patients, and show only how well the network fits its own.

${figureTable([['training patients', train]])}`
  ]
}

function figureTable(sides: NamedSide[]): string {
  const rows = sides.map(([name, { intervals, ...of }]) => {
    const [, positive] = of.perClass
    const ranges = intervals.perClass?.[1]
    const cells = [
      ...[name, count(of.patches), of.patients],
      between(of.accuracy, intervals.accuracy),
      between(of.balancedAccuracy, intervals.balancedAccuracy),
      between(positive.precision, ranges?.precision),
      between(positive.recall, ranges?.recall),
      between(positive.f1, ranges?.f1),
      between(of.auc, intervals.auc),
      between(of.averagePrecision, intervals.averagePrecision),
      between(of.ece, intervals.ece),
      between(of.brier, intervals.brier)
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `| patches | n | patients | accuracy | balanced | precision | recall | F1 | AUC | AP | ECE | Brier |
|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}`
}

const between = (value: number | null, range: Interval | undefined): string =>
  range ? `${figure(value)} [${figure(range[0])}–${figure(range[1])}]` : figure(value)

function byPatient(sides: NamedSide[]): string {
  const rows = sides.flatMap(([name, of]) =>
    of.perPatient.map(
      patient =>
        `| ${patient.patient} | ${name.split(' (')[0]} | ${patient.negative} | ${patient.positive} | ${figure(patient.accuracy)} | ${figure(patient.balancedAccuracy)} | ${figure(patient.auc)} |`
    )
  )
  return `## By patient
For a patient with patches of one class only, "balanced" is the recall of that class.

| patient | side | negative | positive | accuracy | balanced | AUC |
|---|---|---|---|---|---|---|
${rows.join('\n')}`
}

/** Figures of the same recipe, trained again without each slide; not of shipped networks. */
function leftOut({ field, surroundings }: ModelSpec, folds: Evaluation[]): string {
  const mean = (of: (fold: Evaluation) => number | null) =>
    folds.reduce((sum, fold) => sum + (of(fold) ?? Number.NaN), 0) / folds.length
  const rows = folds.map(
    fold =>
      `| ${fold.perPatient.map(({ patient }) => patient).join(', ')} | ${fold.confusion[0][0] + fold.confusion[0][1]} | ${fold.confusion[1][0] + fold.confusion[1][1]} | ${figure(fold.balancedAccuracy)} | ${figure(fold.auc)} | ${figure(fold.ece)} |`
  )
  const judged = field
    ? `with the patches of each slide adjusted together. Start and threshold (${folds.map(({ threshold }) => threshold).join(', ')}) come from the other slides`
    : `at a fixed threshold of ${folds[0]?.threshold}`
  const heading = surroundings
    ? `## Complete validation slides
The network was not trained on these slides. Each was calibrated on validation patients of other groups, at the threshold of ${folds[0]?.threshold}.`
    : `## One complete slide left out
The same recipe, trained again on all other patients, ${judged}. One seed each.`
  return `${heading}

| left out | negative | positive | balanced | AUC | ECE |
|---|---|---|---|---|---|
${rows.join('\n')}
| mean | | | ${figure(mean(fold => fold.balancedAccuracy))} | ${figure(mean(fold => fold.auc))} | ${figure(mean(fold => fold.ece))} |`
}

function limits(spec: ModelSpec, record: EvaluationRecord): string {
  return `## Limits
- The threshold of ${spec.threshold}: ${spec.thresholdSource}${forScreening(spec)} On a slide with another stain or scanner it may be
  far off even if the ranking (AUC) holds: compare the patients above.
- ${fewPatients(spec)} ${interval(record.test)}
- One data set, cut and labelled by one laboratory; H&E only. The network never saw other organs, stains or scales,
  frozen sections, marker ink or out-of-focus tissue.
- Patch labels come from regions drawn at low magnification: patches at an outline may have the wrong label.
- ${judgedBy(spec)}`
}

const forScreening = ({ screening }: ModelSpec): string =>
  screening
    ? ` For screening, a threshold of ${screening.threshold} finds ${percent(screening.sensitivity)} of their carcinoma patches and leaves ${percent(screening.specificity)} of the others unmarked.`
    : ''

function judgedBy({ field, surroundings, temperature = 1 }: ModelSpec): string {
  if (field) return judgedWhole
  return surroundings ? judgedAround : judgedPatch(temperature)
}

const judgedAround =
  'The probability is calibrated on the validation patients, alone and with the eight neighbouring patches. No other part of the slide affects it. A small focus of carcinoma within normal tissue gets a lower probability than the patch alone would.'

/** A temperature of 1 leaves a probability unchanged. */
const judgedPatch = (temperature: number) =>
  `${
    temperature === 1
      ? 'Not calibrated: read it as a score, not a probability.'
      : `The probability is calibrated by a temperature of ${temperature.toFixed(2)}, fitted on the validation patients alone. On another stain it may be off.`
  } The network sees one patch at a time, without its surroundings.`
const judgedWhole =
  'The patches of a slide are adjusted together: averaged with their neighbours, and cut by the slide’s own values. On a slide that is nearly all carcinoma, or has too few patches, the result may be wrong.'

/** The first 20 patients are mostly carcinoma. */
const fewPatients = ({ trainingData }: ModelSpec): string =>
  trainingData.patients.length > 100
    ? `Trained on ${trainingData.patients.length} patients.`
    : 'Few patients. Nearly all negative patches come from four of them; most of the others have positive patches only.'

function interval(held: Evaluation | null): string {
  const auc = held?.intervals.auc
  return auc
    ? `95 % interval of the held-out AUC, by bootstrap over patients: ${figure(auc[0])}–${figure(auc[1])}.`
    : `No interval: ${held?.patients ?? 0} held-out patients are too few.`
}
