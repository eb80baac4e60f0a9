import type { Evaluation, FolderEvaluation } from './evaluate.ts'

/** Exactly what `evaluate --json` prints, in this order: other programs rely on these names. */
const published = [
  'model',
  'patches',
  'patients',
  'threshold',
  'accuracy',
  'precision',
  'recall',
  'f1',
  'balancedAccuracy',
  'auc',
  'averagePrecision',
  'ece',
  'brier',
  'confusion',
  'perPatient'
] as const satisfies readonly (keyof Evaluation)[]

export type EvaluationDocument = Pick<Evaluation, (typeof published)[number]>

/** Returns the metrics under their published names. */
export const documentOf = (evaluation: Evaluation): EvaluationDocument =>
  Object.fromEntries(published.map(name => [name, evaluation[name]])) as unknown as EvaluationDocument

/** The published metrics, then everything else that is known: `evaluate --json --full`. */
export const fullDocumentOf = (evaluation: FolderEvaluation): FolderEvaluation => ({
  ...documentOf(evaluation),
  ...evaluation
})
