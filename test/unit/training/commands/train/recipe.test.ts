import { expect, test } from 'vitest'
import { parse } from '../../../../../terminal/program.ts'
import { options } from '../../../../../training/commands/options.ts'
import { argumentsOf, givenRecipe, recipeOptions } from '../../../../../training/commands/train/recipe.ts'
import {
  paperSystemNames,
  recipeOf,
  remarkOf,
  type SystemName,
  systems
} from '../../../../../training/recipes/systems.ts'
import '@tensorflow/tfjs-backend-cpu'

const command = {
  name: 'train',
  synopsis: '',
  summary: '',
  options: options(...recipeOptions),
  run: async () => 0 as const
}
const read = (system: SystemName, ...args: string[]) =>
  givenRecipe(parse(command, args).values, system, 'slides')

/** The paper's Table I. */
const tableI = {
  cnn: [0.05, 'adam'],
  'resnet-18': [0.001, 'adam'],
  'resnet-34': [0.001, 'adam'],
  'resnet-50': [0.001, 'adam'],
  lstm: [0.001, 'rmsprop'],
  'lstm-attention': [0.001, 'adam'],
  'gru-attention': [0.001, 'adam']
} as const

test.each(paperSystemNames)('%s: Table I is a preset, and the card says when the rate is ours', system => {
  const [rate, optimizer] = tableI[system]
  expect(read(system, '--preset', 'paper')).toEqual({ rate, optimizer })
  expect(recipeOf(system, 'paper').optimizer).toBe(optimizer)
  if (system !== 'cnn') expect(recipeOf(system, 'paper').rate).toBe(rate)
  const remark = (rate: number) => remarkOf(system, { ...recipeOf(system, 'paper'), rate })
  expect(remark(rate)).toContain('The rate is Table I’s.')
  expect(remark(0.002)).toContain(`The rate is ours (Table I: ${rate}`)
})

test('a recipe round-trips through its options', () => {
  const recipe = read(
    'gru-attention',
    ...'--epochs 3 --rate 0.0023 --batch 32 --decay 0.05 --smoothing 0.1 --averaging 0.9 --stain 0.3'.split(
      ' '
    ),
    ...'--blur 0.7 --jpeg 40 --tokens 5 --units 16 --dropout 0.25'.split(' ')
  )
  expect(recipe).toMatchObject({
    epochs: 3,
    augmentation: { turns: true, stain: { amount: 0.3 }, blur: { sigma: 0.7 }, jpeg: { quality: 40 } },
    tokens: { block: 5 },
    dropout: 0.25
  })
  expect(read('gru-attention', ...argumentsOf(recipe))).toEqual(recipe)
  expect(read('lstm', '--stain', '0').augmentation).toEqual({ turns: true, stain: null })
})

test('dropout reaches the network, and networks without it refuse the option', () => {
  const rateOf = (system: SystemName, dropout?: number) => {
    const model = systems[system].build(1, dropout === undefined ? {} : { dropout })
    const layer = model.layers.find(layer => layer.getClassName() === 'Dropout')
    model.dispose()
    return layer?.getConfig().rate
  }
  expect([rateOf('cnn'), rateOf('cnn', 0.1), rateOf('lstm', 0)]).toEqual([0.5, 0.1, 0])
  for (const system of paperSystemNames) {
    const layer = rateOf(system)
    expect(systems[system].drops, system).toBe(layer !== undefined)
    if (layer === undefined) expect(() => read(system, '--dropout', '0.1')).toThrow(/does not\.$/)
  }
})

test.each([
  [['--preset', 'mine'], /--preset must be paper/],
  [['--smoothing', '0.6'], /--smoothing needs a number from 0 to 0.5/],
  [['--jpeg', ''], /--jpeg needs a number from 1 to 100/],
  [['--batch', '0'], /--batch needs a whole number of at least 1/]
])('refuses %j', (args, sentence) => {
  expect(() => read('lstm', ...args)).toThrow(sentence)
})

test('--filters sets the width of conv-gru-attention and of no other network', () => {
  const wide = read('conv-gru-attention', '--filters', '8,8,16,16')
  expect(wide).toEqual({ filters: [8, 8, 16, 16] })
  expect(argumentsOf(wide)).toEqual(['--filters', '8,8,16,16'])
  const model = systems['conv-gru-attention'].build(1, wide)
  const filters = model.layers
    .filter(layer => layer.name.startsWith('block_3'))
    .map(layer => layer.outputShape)
  expect(filters[0]).toEqual([null, 7, 7, 16])
  model.dispose()
  expect(remarkOf('conv-gru-attention', { ...recipeOf('conv-gru-attention', 'slides'), ...wide })).toContain(
    '3 residual blocks of 3×3 convolutions (8, 8, 16, 16 filters)'
  )
  expect(() => read('gru-attention', '--filters', '8,8')).toThrow(
    /--filters works only with conv-gru-attention/
  )
  expect(() => read('conv-gru-attention', '--filters', '8')).toThrow(/--filters needs two or more/)
})
