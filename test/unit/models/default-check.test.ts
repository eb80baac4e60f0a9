import { expect, test } from 'vitest'
import type { ModelDetails, ModelSummary } from '../../../contract/models/model.ts'
import type { Differences } from '../../../contract/models/parent-comparison.ts'
import { compareVersions } from '../../../contract/models/version-comparison.ts'
import { type Candidate, defaultCheckOf } from '../../../electron/host/models/default-check.ts'
import { modelSummary } from '../../support/library.ts'
import { evaluationOf, modelDetails, patientFigures } from '../../support/models.ts'

const known = (details: Partial<ModelDetails>, model: Partial<ModelSummary> = {}): Candidate => ({
  model: modelSummary(model),
  details: modelDetails(details)
})
const heldOut = (...figures: ReturnType<typeof patientFigures>[]): Partial<ModelDetails> => ({
  evaluation: {
    ...{ protocol: 'by patient', leakedPatients: [], train: null, validation: null },
    test: evaluationOf(...figures)
  }
})
const present = known(heldOut(patientFigures('a', 0.8, 0.9), patientFigures('b', 0.9, 0.95)), {
  name: 'first',
  title: 'First'
})
const differences = (
  balanced: number,
  auc: number,
  interval: [number, number] | null = null
): Differences => ({
  accuracy: { value: 0, interval },
  balancedAccuracy: { value: balanced, interval },
  auc: { value: auc, interval }
})

test('does not ask for a model that is better on patients held out from both', () => {
  const better = known(heldOut(patientFigures('a', 0.9, 0.95), patientFigures('c', 0.1, 0.1)))
  expect(defaultCheckOf(better, present)).toEqual({
    present: { name: 'first', title: 'First' },
    asks: false,
    sentences: [
      'On a, left out of both models or of trainings by their recipes, on average: balanced accuracy 0.900 (First: 0.800); AUC 0.950 (First: 0.900). It is better.'
    ]
  })
})

test('asks when either figure is worse; figures are means over the patients', () => {
  const worse = known(heldOut(patientFigures('a', 0.7, 0.85), patientFigures('b', 0.8, 0.9)))
  expect(defaultCheckOf(worse, present)).toMatchObject({ asks: true })
  expect(defaultCheckOf(worse, present).sentences[0]).toContain('balanced accuracy 0.750 (First: 0.850)')
  expect(defaultCheckOf(worse, present).sentences[0]).toContain('It is worse.')
  const mixed = known(heldOut(patientFigures('a', 0.9, 0.85)))
  expect(defaultCheckOf(mixed, present)).toMatchObject({ asks: true })
})

test('uses cross-validation when the model has seen every patient, and ignores leaked patients', () => {
  const folds = { crossValidation: [evaluationOf(patientFigures('a', 0.85, 0.95))] }
  expect(defaultCheckOf(known(folds), present)).toMatchObject({ asks: false })
  const details = heldOut(patientFigures('a', 0.99, 0.99))
  const leaked = known({ evaluation: { ...details.evaluation!, leakedPatients: ['a'] } })
  expect(defaultCheckOf(leaked, present)).toMatchObject({
    asks: true,
    sentences: ['Its performance on unseen patients is unknown.']
  })
})

test('asks when nothing compares the model with the default, or when it was imported', () => {
  const elsewhere = known(heldOut(patientFigures('z', 0.9, 0.9)))
  expect(defaultCheckOf(elsewhere, present)).toMatchObject({
    asks: true,
    sentences: [expect.stringMatching(/^It cannot be compared with First/)]
  })
  const imported = known(heldOut(patientFigures('a', 0.9, 0.95)), { origin: 'imported' })
  expect(defaultCheckOf(imported, present)).toMatchObject({
    asks: true,
    sentences: [expect.stringMatching(/^This model was imported/), expect.stringMatching(/better/)]
  })
  expect(defaultCheckOf(known({}), null)).toMatchObject({ present: null, asks: true })
})

test('always asks for a version of another model, and compares it with its parent', () => {
  const parent = { name: 'first', version: '1.0.0', weightsSha256: 'a'.repeat(64) }
  const better = patientFigures('a', 0.9, 0.95)
  const child = (besideParent: ModelDetails['besideParent']) =>
    defaultCheckOf(known({ ...heldOut(better), parent, besideParent }), present)
  const compared = child({
    comparable: true,
    parent: evaluationOf(patientFigures('a', 0.8, 0.9)),
    version: evaluationOf(better),
    differences: differences(0.1, 0.05)
  })
  expect(compared.asks).toBe(true)
  expect(compared.sentences[0]).toBe(
    'Fine-tuned from first 1.0.0. On 20 patches of a, unseen by both: balanced accuracy 0.900 (first: 0.800); AUC 0.950 (first: 0.900). It is better, but these patients are too few for an interval.'
  )
  const reason = 'Not comparable with its parent: nobody is left.'
  expect(child({ comparable: false, reason })).toMatchObject({
    asks: true,
    sentences: [`Fine-tuned from first 1.0.0. ${reason}`, expect.any(String)]
  })
  expect(child(null).sentences[0]).toContain('have not been compared')
})

test('a difference counts as confirmed when an interval excludes zero', () => {
  expect(compareVersions(differences(0.1, 0.1))).toEqual({ direction: 'better', sure: null })
  expect(compareVersions(differences(0.1, 0, [0.01, 0.2]))).toEqual({ direction: 'better', sure: true })
  expect(compareVersions(differences(0.1, 0.1, [-0.01, 0.2]))).toEqual({ direction: 'better', sure: false })
  expect(compareVersions(differences(-0.1, -0.1, [-0.2, -0.01]))).toEqual({ direction: 'worse', sure: true })
  expect(compareVersions(differences(-0.1, 0.1, [-0.2, 0.2]))).toEqual({ direction: 'mixed', sure: false })
  expect(compareVersions(differences(0, 0))).toEqual({ direction: 'same', sure: null })
})
