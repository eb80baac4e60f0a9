import { expect, test } from 'vitest'
import { isModelOf } from '../../../contract/models/identity.ts'
import { leakOf } from '../../../contract/models/leak.ts'
import type { ModelSummary } from '../../../contract/models/model.ts'
import { mergeModels } from '../../../electron/host/models/ranking.ts'
import {
  chooseModel,
  chosenDefault,
  rankModels,
  setDefault,
  thresholdFor
} from '../../../electron/host/models/records.ts'
import { modelSummary, temporaryLibrary } from '../../support/library.ts'

const failure = { code: 'model/hash', message: 'The weights of broken are others.' }
const models = ['zebra', 'gru-attention', 'alpha', 'cnn'].map(name => modelSummary({ name }))

test('ranks the default first, then other models by name, unusable ones last', () => {
  const ranked = rankModels([modelSummary({ name: 'ductal', failure }), ...models], undefined)
  expect(ranked.map(({ name }) => name)).toEqual(['cnn', 'gru-attention', 'alpha', 'zebra', 'ductal'])
  expect(ranked.filter(({ isDefault }) => isDefault).map(({ name }) => name)).toEqual(['cnn'])
})

test('prefers a chosen default over the shipped one while it is usable', () => {
  const first = (list: ModelSummary[], chosen: string) => rankModels(list, chosen)[0]?.name
  expect(first(models, 'zebra')).toBe('zebra')
  expect(first(models, 'gone')).toBe('cnn')
  expect(first([modelSummary({ name: 'broken', failure }), ...models], 'broken')).toBe('cnn')
  expect(rankModels([modelSummary({ failure })], undefined)[0]?.isDefault).toBe(false)
})

test('stores the chosen default in the library and can clear it', () => {
  const db = temporaryLibrary()
  expect(chosenDefault(db)).toBeUndefined()
  setDefault(db, 'alpha')
  setDefault(db, 'zebra')
  expect(chosenDefault(db)).toBe('zebra')
  setDefault(db, null)
  expect(chosenDefault(db)).toBeUndefined()
})

test('lists an imported model with the name of a shipped one separately and refuses it', () => {
  const list = mergeModels([modelSummary()], [modelSummary({ folder: '/library/cnn' })], undefined)
  expect(list).toMatchObject([
    { name: 'cnn', origin: 'shipped', isDefault: true },
    { name: 'cnn (imported)', origin: 'imported', isDefault: false, failure: { code: 'model/exists' } }
  ])
})

test('uses the first model in the ranking when none is chosen', () => {
  expect(chooseModel(rankModels(models, undefined), undefined).name).toBe('cnn')
  expect(chooseModel(models, 'zebra').name).toBe('zebra')
})

test('refuses an unknown model with the known names and an unusable one with its own failure', () => {
  expect(() => chooseModel(models, 'none')).toThrow(
    expect.objectContaining({ code: 'model/unknown', message: expect.stringContaining('cnn') })
  )
  expect(() => chooseModel([], undefined)).toThrow(expect.objectContaining({ code: 'model/unknown' }))
  const broken = [modelSummary({ name: 'broken', failure })]
  expect(() => chooseModel(broken, undefined)).toThrow(expect.objectContaining(failure))
})

test('a request chooses the model’s threshold, the one for screening, or its own', () => {
  const screening = { threshold: 0.1, sensitivity: 0.95, specificity: 0.85 }
  const model = modelSummary({ threshold: 0.3, screening })
  expect(thresholdFor(model, undefined)).toEqual({ threshold: 0.3, thresholdSource: 'model' })
  expect(thresholdFor(model, 'screening')).toEqual({ threshold: 0.1, thresholdSource: 'screening' })
  expect(thresholdFor(model, 0.1)).toEqual({ threshold: 0.1, thresholdSource: 'user' })
  expect(() => thresholdFor(modelSummary(), 'screening')).toThrow(
    expect.objectContaining({ code: 'run/bad-parameters', message: expect.stringContaining('cnn') })
  )
})

test('a run made before version 2 recorded the weights alone, and still belongs to its model', () => {
  const model = modelSummary({ identity: 'a'.repeat(64), weightsSha256: 'b'.repeat(64) })
  expect(['a', 'b', 'c'].map(digit => isModelOf(model, digit.repeat(64)))).toEqual([true, true, false])
})

test('a slide of the training data is recognised by the name of its patient', () => {
  const seen = { trained: ['8863'], validated: ['8865'] }
  expect(leakOf(seen, { name: '8863' })).toBe('trained')
  expect(leakOf(seen, { name: '8865.tif' })).toBe('validated')
  expect(leakOf(seen, { name: '88632' })).toBeNull()
})
