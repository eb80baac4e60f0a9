import { describe, expect, test } from 'vitest'
import { pixelsOf } from '../../../../evaluation/data/patches.ts'
import { between, randomOf } from '../../../../evaluation/random.ts'
import { colourBaseline } from '../../../../training/baseline/baseline.ts'
import { colourFeatures } from '../../../../training/baseline/colour-features.ts'
import { fitRegression, predict } from '../../../../training/baseline/regression.ts'
import { slideSplit } from '../../../../training/data/slides.ts'
import { madeUp } from '../folder.ts'

test('computes fifteen features: mean, deviation and quantiles of each channel', () => {
  const set = madeUp({ a: { negative: 1, positive: 0 } })
  const pixels = pixelsOf(set, 0)
  for (let i = 0; i < pixels.length; i++) pixels[i] = i % 3 === 0 ? ((i / 3) % 2 === 0 ? 10 : 30) : 7
  const [features] = colourFeatures(set, [0])
  expect([...(features as Float64Array)]).toEqual([20, 10, 10, 10, 30, 7, 0, 7, 7, 7, 7, 0, 7, 7, 7])
})

describe('the regression', () => {
  const random = randomOf('regression')
  const rows = Array.from({ length: 400 }, () =>
    Float64Array.from([between(random, -1, 1), between(random, 0, 50)])
  )
  const classes = rows.map(row => (between(random, -0.6, 0.6) < (row[0] as number) ? 1 : 0))

  test('ends where the gradient of its loss is zero', () => {
    const regression = fitRegression(rows, classes)
    const probabilities = predict(regression, rows)
    const scaled = (row: Float64Array, place: number) =>
      ((row[place] as number) - (regression.means[place] as number)) /
      (regression.deviations[place] as number)
    const excess = (of: (row: Float64Array) => number) =>
      rows.reduce((sum, row, i) => sum + ((probabilities[i] as number) - (classes[i] as number)) * of(row), 0)
    expect(excess(() => 1)).toBeCloseTo(0, 3)
    for (const place of [0, 1])
      expect(excess(row => scaled(row, place)) + (regression.weights[place] as number)).toBeCloseTo(0, 3)
  })

  test('gives weight to features that separate the classes and little to the others', () => {
    const [telling = 0, idle = 0] = fitRegression(rows, classes).weights
    expect(telling).toBeGreaterThan(1)
    expect(Math.abs(idle)).toBeLessThan(0.5)
  })
})

test('the colour floor is evaluated on patients outside its training set', () => {
  const set = madeUp({ a: { negative: 30, positive: 30 }, b: { negative: 20, positive: 10 } })
  const run = colourBaseline(set, 'slides', 1, slideSplit(set, ['b'], []))
  expect(run.figures).toMatchObject({ patches: 30, patients: 1, auc: 1, accuracy: 1 })
  expect(run.train).toEqual({ patches: 60, negative: 30, positive: 30 })
  expect(run.figures.perPatient).toMatchObject([{ patient: 'b' }])
})
