import type { Evaluation, FolderEvaluation } from './evaluate.ts'

/** What `evaluate --json` prints, in this order and nothing else: others read it by these names. */
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

/** The figures under their published names. */
export const documentOf = (evaluation: Evaluation): EvaluationDocument =>
  Object.fromEntries(published.map(name => [name, evaluation[name]])) as unknown as EvaluationDocument

/** The same, and behind it all else that is known: `evaluate --json --full`. */
export const fullDocumentOf = (evaluation: FolderEvaluation): FolderEvaluation => ({
  ...documentOf(evaluation),
  ...evaluation
})
