import { expect, test } from 'vitest'
import type { ModelSummary } from '../../../contract/model.ts'
import { shelve } from '../../../electron/host/models/ranking.ts'
import { chooseModel, chosenDefault, rankModels, setDefault } from '../../../electron/host/models/records.ts'
import { modelSummary, temporaryLibrary } from '../../support/library.ts'

const failure = { code: 'model/hash', message: 'The weights of broken are others.' }
const models = ['zebra', 'gru-attention', 'alpha', 'cnn'].map(name => modelSummary({ name }))

test('the default stands first, strangers follow by name, what cannot be used comes last', () => {
  const ranked = rankModels([modelSummary({ name: 'ductal', failure }), ...models], undefined)
  expect(ranked.map(({ name }) => name)).toEqual(['cnn', 'gru-attention', 'alpha', 'zebra', 'ductal'])
  expect(ranked.filter(({ isDefault }) => isDefault).map(({ name }) => name)).toEqual(['cnn'])
})

test('a chosen default goes before the program’s own, as long as it can be used', () => {
  const first = (list: ModelSummary[], chosen: string) => rankModels(list, chosen)[0]?.name
  expect(first(models, 'zebra')).toBe('zebra')
  expect(first(models, 'gone')).toBe('cnn')
  expect(first([modelSummary({ name: 'broken', failure }), ...models], 'broken')).toBe('cnn')
  expect(rankModels([modelSummary({ failure })], undefined)[0]?.isDefault).toBe(false)
})

test('the choice of the default is kept in the library, and can be taken back', () => {
  const db = temporaryLibrary()
  expect(chosenDefault(db)).toBeUndefined()
  setDefault(db, 'alpha')
  setDefault(db, 'zebra')
  expect(chosenDefault(db)).toBe('zebra')
  setDefault(db, null)
  expect(chosenDefault(db)).toBeUndefined()
})

test('an imported model whose name the program has taken is kept apart and refused', () => {
  const list = shelve([modelSummary()], [modelSummary({ folder: '/library/cnn' })], undefined)
  expect(list).toMatchObject([
    { name: 'cnn', origin: 'shipped', isDefault: true },
    { name: 'cnn (imported)', origin: 'imported', isDefault: false, failure: { code: 'model/exists' } }
  ])
})

test('the first of the order is used when nobody chooses', () => {
  expect(chooseModel(rankModels(models, undefined), undefined).name).toBe('cnn')
  expect(chooseModel(models, 'zebra').name).toBe('zebra')
})

test('an unknown model is refused with the names there are, an unusable one with its own failure', () => {
  expect(() => chooseModel(models, 'none')).toThrow(
    expect.objectContaining({ code: 'model/unknown', message: expect.stringContaining('cnn') })
  )
  expect(() => chooseModel([], undefined)).toThrow(expect.objectContaining({ code: 'model/unknown' }))
  const broken = [modelSummary({ name: 'broken', failure })]
  expect(() => chooseModel(broken, undefined)).toThrow(expect.objectContaining(failure))
})
