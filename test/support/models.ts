import type { Evaluation, PatientFigures } from '../../contract/models/evaluation.ts'
import type { ModelDetails } from '../../contract/models/model.ts'

/** Figures of one patient with patches of both classes. */
export const patientFigures = (
  patient: string,
  balancedAccuracy: number,
  auc: number | null
): PatientFigures => ({
  patient,
  negative: 10,
  positive: 10,
  accuracy: balancedAccuracy,
  balancedAccuracy,
  auc
})

/** An evaluation of these patients; the overall figures are those of the first patient. */
export function evaluationOf(...perPatient: PatientFigures[]): Evaluation {
  const { accuracy = 0, balancedAccuracy = 0, auc = null } = perPatient[0] ?? {}
  const figures = { precision: 0.9, recall: 0.9, f1: 0.9, support: 10 }
  return {
    ...{ model: 'tiny', version: '1', engine: 'cpu', padded: 0, broken: [], threshold: 0.5 },
    ...{ patches: 20 * perPatient.length, patients: perPatient.length },
    ...{ accuracy, balancedAccuracy, auc, precision: 0.9, recall: 0.9, f1: 0.9 },
    ...{ averagePrecision: 0.9, ece: 0.1, brier: 0.1 },
    confusion: [
      [9, 1],
      [1, 9]
    ],
    perClass: [figures, figures],
    intervals: { draws: 1000, accuracy: null, balancedAccuracy: null, auc: null },
    perPatient
  }
}

/** Details of a model whose folder contains only a spec.json. */
export const modelDetails = (overrides: Partial<ModelDetails> = {}): ModelDetails => ({
  ...{ name: 'tiny', bytes: 1000, thresholdSource: 'none', intendedUse: 'Tests', licence: 'MIT' },
  createdAt: '2026-01-01T00:00:00Z',
  data: {
    ...{ source: 'none', seed: 1, patients: [], patches: { negative: 0, positive: 0 } },
    ...{ validationPatients: [], heldOutPatients: [], notes: [] }
  },
  ...{ evaluation: null, crossValidation: [], training: null, parent: null },
  ...{ besideParent: null, deletion: null, unread: [] },
  ...overrides
})
