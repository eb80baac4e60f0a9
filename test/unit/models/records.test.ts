import { expect, test } from 'vitest'
import { chooseModel, rankModels } from '../../../electron/host/models/records.ts'
import { modelSummary } from '../../support/library.ts'

const failure = { code: 'model/hash', message: 'The weights of broken are others.' }
const models = ['zebra', 'gru-attention', 'alpha', 'cnn'].map(name => modelSummary({ name }))

test('the default stands first, strangers follow by name, what cannot be used comes last', () => {
  const names = rankModels([modelSummary({ name: 'ductal', failure }), ...models]).map(({ name }) => name)
  expect(names).toEqual(['cnn', 'gru-attention', 'alpha', 'zebra', 'ductal'])
})

test('the first of the order is used when nobody chooses', () => {
  expect(chooseModel(models, undefined).name).toBe('cnn')
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
