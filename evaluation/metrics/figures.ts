import type { Evaluation, PatientFigures } from '../../contract/models/evaluation.ts'
import { type PatchSet, patientNameOf } from '../data/patches.ts'
import { brierScore, calibrationError, reliability } from './calibration.ts'
import { classFigures, confusionFigures, confusionOf } from './confusion.ts'
import { areaUnderCurve, averagePrecision } from './ranking.ts'

/** Figures of one group of patches. */
export type Figures = Omit<
  Evaluation,
  'model' | 'version' | 'engine' | 'patients' | 'padded' | 'broken' | 'intervals' | 'perPatient' | 'curves'
>

/** Returns all metrics of a group of patches. */
export function figuresOf(scores: ArrayLike<number>, classes: ArrayLike<number>, threshold: number): Figures {
  const confusion = confusionOf(scores, classes, threshold)
  return {
    patches: scores.length,
    threshold,
    ...confusionFigures(confusion),
    auc: orNull(areaUnderCurve(scores, classes)),
    averagePrecision: orNull(averagePrecision(scores, classes)),
    ece: calibrationError(scores, classes),
    brier: brierScore(scores, classes),
    reliability: reliability(scores, classes),
    confusion,
    perClass: [classFigures(confusion, 0), classFigures(confusion, 1)]
  }
}

/** Groups scores and classes by patient, sorted by name. */
export function groupByPatient(set: PatchSet, indices: ArrayLike<number>, scores: ArrayLike<number>) {
  const groups = new Map<string, { patient: string; scores: number[]; classes: number[] }>()
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number
    const patient = patientNameOf(set, index)
    const group = groups.get(patient) ?? { patient, scores: [], classes: [] }
    groups.set(patient, group)
    group.scores.push(scores[i] as number)
    group.classes.push(set.classes[index] as number)
  }
  return [...groups.values()].sort((a, b) => (a.patient < b.patient ? -1 : 1))
}

export function perPatient(
  set: PatchSet,
  indices: ArrayLike<number>,
  scores: ArrayLike<number>,
  threshold: number
): PatientFigures[] {
  return groupByPatient(set, indices, scores).map(({ patient, scores, classes }) => {
    const [[tn, fp], [fn, tp]] = confusionOf(scores, classes, threshold)
    const { accuracy, balancedAccuracy } = confusionFigures([
      [tn, fp],
      [fn, tp]
    ])
    return {
      patient,
      negative: tn + fp,
      positive: fn + tp,
      accuracy,
      balancedAccuracy,
      auc: orNull(areaUnderCurve(scores, classes))
    }
  })
}

/** Minimum patches per class for a patient's AUC to be meaningful. */
const enough = 20

/**
 * Returns the AUC within each patient that has at least 20 patches of each class, sorted by name.
 */
export function areasWithin(
  set: PatchSet,
  indices: ArrayLike<number>,
  scores: ArrayLike<number>
): [patient: string, area: number][] {
  return groupByPatient(set, indices, scores)
    .filter(({ classes }) => {
      const positive = classes.reduce((sum, value) => sum + value, 0)
      return positive >= enough && classes.length - positive >= enough
    })
    .map(({ patient, scores, classes }) => [patient, areaUnderCurve(scores, classes)])
}

/** Returns the mean of these AUCs; NaN without any. */
export function withinPatientAuc(
  set: PatchSet,
  indices: ArrayLike<number>,
  scores: ArrayLike<number>
): number {
  const areas = areasWithin(set, indices, scores)
  return areas.length === 0 ? Number.NaN : areas.reduce((sum, [, area]) => sum + area, 0) / areas.length
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value)
