import { describe, expect, test } from 'vitest'
import { brierScore, calibrationError, reliability } from '../../../evaluation/metrics/calibration.ts'
import { classFigures, confusionFigures, confusionOf } from '../../../evaluation/metrics/confusion.ts'
import { figuresOf, perPatient, withinPatientAuc } from '../../../evaluation/metrics/figures.ts'
import { areaUnderCurve, averagePrecision } from '../../../evaluation/metrics/ranking.ts'
import { chooseThreshold } from '../../../evaluation/metrics/threshold.ts'
import { madeUp } from '../training/folder.ts'

const scores = [0.9, 0.8, 0.7, 0.4, 0.3, 0.1]
const classes = [1, 0, 1, 1, 0, 0]

describe('ranking', () => {
  test('AUC counts the pairs in the right order', () => {
    // Pairs (positive, negative): .9 beats all three; .7 and .4 beat .3 and .1. 3 + 2 + 2 of 9.
    expect(areaUnderCurve(scores, classes)).toBeCloseTo(7 / 9, 12)
  })
  test('a tie counts as half a pair', () => {
    expect(areaUnderCurve([0.5, 0.5], [1, 0])).toBe(0.5)
    expect(areaUnderCurve([0.5, 0.5, 0.2], [1, 0, 0])).toBe(0.75)
  })
  test('average precision is the mean precision at the positives', () => {
    expect(averagePrecision(scores, classes)).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12)
  })
  test('there is none without both classes', () => {
    expect(areaUnderCurve([0.1, 0.2], [1, 1])).toBeNaN()
    expect(averagePrecision([0.1, 0.2], [0, 0])).toBeNaN()
  })
})

describe('confusion', () => {
  // At 0.5: .9 tp, .8 fp, .7 tp, .4 fn, .3 tn, .1 tn.
  const confusion = confusionOf(scores, classes, 0.5)

  test('counts by class and by prediction', () => {
    expect(confusion).toEqual([
      [2, 1],
      [1, 2]
    ])
    expect(confusionOf([0.5], [1], 0.5)).toEqual([
      [0, 0],
      [0, 1]
    ])
  })
  test('weights the classes by their number of patches', () => {
    const found = confusionFigures([
      [6, 2],
      [1, 1]
    ])
    expect(found.accuracy).toBeCloseTo(0.7, 12)
    expect(found.balancedAccuracy).toBeCloseTo((0.75 + 0.5) / 2, 12)
    expect(found.precision).toBeCloseTo((6 / 7) * 0.8 + (1 / 3) * 0.2, 12)
    expect(found.recall).toBeCloseTo(0.7, 12)
    expect(found.f1).toBeCloseTo((12 / 15) * 0.8 + (2 / 5) * 0.2, 12)
  })
  test('with a single class, the figures are those of that class', () => {
    const found = confusionFigures([
      [0, 0],
      [1, 3]
    ])
    expect(found).toMatchObject({ accuracy: 0.75, balancedAccuracy: 0.75, recall: 0.75 })
    expect(
      classFigures(
        [
          [0, 0],
          [1, 3]
        ],
        0
      ).recall
    ).toBeNull()
  })
})

describe('calibration', () => {
  test('the Brier score is the mean squared distance', () => {
    expect(brierScore([0.8, 0.4], [1, 0])).toBeCloseTo((0.04 + 0.16) / 2, 12)
  })
  test('the calibration error is the weighted distance of each bin', () => {
    // .9 and .91 fall into the 14th of 15 bins, .1 into the second.
    const found = reliability([0.9, 0.91, 0.1], [1, 0, 0])
    expect(found.map(({ count, positives }) => [count, positives])).toEqual([
      [1, 0],
      [2, 0.5]
    ])
    expect(calibrationError([0.9, 0.91, 0.1], [1, 0, 0])).toBeCloseTo((2 * 0.405 + 0.1) / 3, 12)
  })
  test('a probability of one falls into the last bin', () => {
    expect(reliability([1], [1])).toEqual([{ probability: 1, positives: 1, count: 1 }])
  })
})

describe('by patient', () => {
  const set = madeUp({ a: { negative: 20, positive: 20 }, b: { negative: 0, positive: 30 } })
  const all = Uint32Array.from({ length: 70 }, (_, i) => i)
  const judged = Array.from(all, i => (i < 20 ? i / 100 : i < 40 ? 0.3 : 0.25))

  test('computes figures for each patient', () => {
    expect(perPatient(set, all, judged, 0.28)).toEqual([
      { patient: 'a', negative: 20, positive: 20, accuracy: 1, balancedAccuracy: 1, auc: 1 },
      { patient: 'b', negative: 0, positive: 30, accuracy: 0, balancedAccuracy: 0, auc: null }
    ])
    expect(withinPatientAuc(set, all, judged)).toBe(1)
  })
  test('chooses a threshold that suits every patient, not only the largest', () => {
    const threshold = chooseThreshold(set, all, judged)
    expect(threshold).toBe(0.25)
  })
  test('chooses 0.5 unless another threshold is better by more than its standard error', () => {
    const two = madeUp({ a: { negative: 100, positive: 100 }, b: { negative: 100, positive: 100 } })
    const every = Uint32Array.from({ length: two.count }, (_, index) => index)
    const cut = (threshold: number, misses: (patient: number) => number) =>
      Array.from(every, index => {
        const positive = two.classes[index] === 1
        const missed = positive && index % 100 < misses(two.patientOf[index] as number)
        return positive && !missed ? 0.9 : missed ? threshold + 0.01 : 0.1
      })
    // At 0.3 nothing is missed. At 0.5 one patient loses 1 of 100 and the other 3 of 100.
    const slight = cut(0.3, patient => (patient === 0 ? 1 : 3))
    expect(chooseThreshold(two, every, slight)).toBe(0.31)
    // Both rates differ between the patients by more than the threshold changes them.
    const noisy = slight.map((value, index) =>
      two.patientOf[index] === 0 && index % 100 < 40 ? 1 - value : value
    )
    expect(chooseThreshold(two, every, noisy)).toBe(0.5)
  })
  test('all figures are consistent with each other', () => {
    const figures = figuresOf(scores, classes, 0.5)
    expect(figures.patches).toBe(6)
    expect(figures.accuracy).toBeCloseTo(4 / 6, 12)
    expect(figures.perClass[1]).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 })
    expect(JSON.parse(JSON.stringify(figuresOf([0.2], [0], 0.5))).auc).toBeNull()
  })
})
