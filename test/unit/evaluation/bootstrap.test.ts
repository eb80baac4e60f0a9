import { expect, test } from 'vitest'
import { intervalsOf } from '../../../evaluation/metrics/bootstrap.ts'
import { areaUnderCurve } from '../../../evaluation/metrics/ranking.ts'

const patient = (right: number, wrong: number, kind: 0 | 1) => ({
  scores: [...Array(right).fill(kind), ...Array(wrong).fill(1 - kind)],
  classes: Array(right + wrong).fill(kind)
})

test('identical patients give an interval without width', () => {
  const same = Array.from({ length: 6 }, () => ({ scores: [0.9, 0.2, 0.1], classes: [1, 0, 1] }))
  const { accuracy, auc } = intervalsOf(same, 0.5, 1, 200)
  expect(accuracy?.[0]).toBeCloseTo(2 / 3, 12)
  expect(accuracy?.[1]).toBeCloseTo(2 / 3, 12)
  expect(auc).toEqual([0.5, 0.5])
})

test('one bad patient widens the interval, because patients are drawn, not patches', () => {
  const patients = [...Array.from({ length: 5 }, () => patient(1000, 0, 0)), patient(0, 1000, 1)]
  const [low, high] = intervalsOf(patients, 0.5, 1).accuracy as [number, number]
  expect(low).toBeCloseTo(0.5, 6)
  expect(high).toBe(1)
})

test('the same seed gives the same interval; too few patients give none', () => {
  const patients = [3, 5, 7, 9, 11].map((right, i) => patient(right, i, i % 2 === 0 ? 1 : 0))
  expect(intervalsOf(patients, 0.5, 7, 100)).toEqual(intervalsOf(patients, 0.5, 7, 100))
  expect(intervalsOf(patients.slice(0, 4), 0.5, 7, 100)).toEqual({
    draws: 100,
    accuracy: null,
    balancedAccuracy: null,
    auc: null
  })
})

test('draws of identical patients have the AUC of all patches, including ties', () => {
  const scores = [0.9, 0.5, 0.5, 0.2]
  const classes = [1, 0, 1, 1]
  const { auc } = intervalsOf(
    Array.from({ length: 5 }, () => ({ scores, classes })),
    0.5,
    3,
    50
  )
  expect(auc?.[0]).toBeCloseTo(areaUnderCurve(scores, classes), 12)
  expect(auc?.[1]).toBeCloseTo(areaUnderCurve(scores, classes), 12)
})
