import { describe, expect, test } from 'vitest'
import { intervalsOf } from '../../../evaluation/metrics/bootstrap.ts'
import { calibrationError } from '../../../evaluation/metrics/calibration.ts'
import { curvesOf } from '../../../evaluation/metrics/curves.ts'
import { delongTest, erfc } from '../../../evaluation/metrics/delong.ts'
import { pairedTest } from '../../../evaluation/metrics/paired.ts'
import { areaUnderCurve, averagePrecision } from '../../../evaluation/metrics/ranking.ts'
import { randomOf } from '../../../evaluation/random.ts'

/** Patients whose scores follow the class with some noise, and all of them with ties. */
function drawnPatients(count: number, noise: number, key: string) {
  return Array.from({ length: count }, (_, patient) => {
    const [kinds, random] = [randomOf('classes', patient), randomOf(key, patient)]
    const classes = Array.from({ length: 12 }, () => (kinds() < 0.4 ? 1 : 0))
    const scores = classes.map(kind => Math.round(10 * (kind * (1 - noise) + random() * noise)) / 10)
    return { patient: `${patient}`, scores, classes }
  })
}
const all = (patients: ReturnType<typeof drawnPatients>, of: 'scores' | 'classes') =>
  patients.flatMap(p => p[of])

describe('the test of two AUCs', () => {
  const [first, second] = [drawnPatients(6, 0.9, 'a'), drawnPatients(6, 0.7, 'b')]

  test('agrees with the definition, pair by pair', () => {
    const [x, y, kinds] = [all(first, 'scores'), all(second, 'scores'), all(first, 'classes')]
    const places = (kind: number) => kinds.flatMap((own, i) => (own === kind ? [i] : []))
    const [positive, negative] = [places(1), places(0)]
    const beats = (s: number[], i: number, j: number) => (s[i]! > s[j]! ? 1 : s[i] === s[j] ? 0.5 : 0)
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const variance = (values: number[]) => {
      const middle = mean(values)
      return values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / (values.length - 1)
    }
    const rows = positive.map(i => mean(negative.map(j => beats(y, i, j) - beats(x, i, j))))
    const columns = negative.map(j => mean(positive.map(i => beats(y, i, j) - beats(x, i, j))))
    const expected = variance(rows) / positive.length + variance(columns) / negative.length
    const found = delongTest(first, second)
    expect(found?.difference).toBeCloseTo(areaUnderCurve(y, kinds) - areaUnderCurve(x, kinds), 12)
    expect(found?.patches.standardError).toBeCloseTo(Math.sqrt(expected), 12)
    const z = Math.abs(found?.difference ?? 0) / Math.sqrt(expected)
    expect(found?.patches.p).toBeCloseTo(erfc(z / Math.SQRT2), 12)
  })
  test('with one patch per patient, clusters make little difference', () => {
    const single = (patients: ReturnType<typeof drawnPatients>) =>
      patients.flatMap(({ scores, classes }) =>
        scores.map((score, i) => ({ scores: [score], classes: [classes[i]!] }))
      )
    const found = delongTest(single(first), single(second))
    expect(found?.patients?.standardError).toBeCloseTo(found?.patches.standardError as number, 2)
  })
  test('is none without both classes; equal models do not differ', () => {
    const negative = [{ scores: [0.1, 0.2], classes: [0, 0] }]
    expect(delongTest(negative, negative)).toBeNull()
    expect(delongTest(first, first)).toMatchObject({ difference: 0, patches: { standardError: 0, p: 1 } })
  })
  test('the error function has its known values', () => {
    expect(erfc(0)).toBeCloseTo(1, 6)
    expect(erfc(1.96 / Math.SQRT2)).toBeCloseTo(0.0499958, 6)
  })
})

describe('a paired test by patient', () => {
  test('supports a difference that every patient shows', () => {
    const [first, second] = [drawnPatients(12, 1, 'a'), drawnPatients(12, 0.2, 'b')]
    const { auc, sensitivity } = pairedTest(
      { patients: first, threshold: 0.5 },
      { patients: second, threshold: 0.5 }
    ).differences
    expect(auc.value).toBeGreaterThan(0)
    expect(auc.interval?.[0]).toBeGreaterThan(0)
    expect(auc.p).toBeLessThan(0.01)
    expect(sensitivity.value).not.toBeNull()
  })
  test('has neither interval nor p with few patients', () => {
    const judged = { patients: drawnPatients(2, 0.5, 'a'), threshold: 0.5 }
    expect(pairedTest(judged, judged).differences.auc).toEqual({ value: 0, interval: null, p: null })
  })
})

test('every figure has an interval, around the figure of identical patients', () => {
  const [one] = drawnPatients(1, 0.8, 'a')
  const same = Array.from({ length: 6 }, () => one as NonNullable<typeof one>)
  const { scores, classes } = same[0]!
  const intervals = intervalsOf(same, 0.5, 1, 50)
  expect(intervals.averagePrecision?.[0]).toBeCloseTo(averagePrecision(scores, classes), 12)
  expect(intervals.ece?.[1]).toBeCloseTo(calibrationError(scores, classes), 12)
  for (const name of ['precision', 'recall', 'f1', 'brier'] as const) expect(intervals[name]).toHaveLength(2)
  expect(intervals.perClass?.[1].f1).toHaveLength(2)
})

test('a patient of a cross-validation has a threshold of its own', () => {
  const patients = Array.from({ length: 5 }, (_, i) => ({
    ...{ scores: [i / 10, i / 10 + 0.1], classes: [0, 1] },
    threshold: i / 10 + 0.05
  }))
  expect(intervalsOf(patients, 0.5, 1, 20).accuracy).toEqual([1, 1])
})

test('curves begin and end where they must, with few points and by patient', () => {
  const patients = drawnPatients(6, 0.9, 'a')
  const { roc, precisionRecall, patients: own } = curvesOf(patients)
  expect([roc[0], roc.at(-1)]).toEqual([
    [0, 0],
    [1, 1]
  ])
  expect(precisionRecall.at(-1)?.[0]).toBe(1)
  expect(own.map(({ patient }) => patient)).toEqual(['0', '1', '2', '3', '4', '5'])
  expect(curvesOf([{ patient: 'x', scores: [0.1, 0.9], classes: [1, 1] }]).roc).toEqual([])
  const random = randomOf('many')
  const many = Array.from({ length: 5000 }, random)
  expect(
    curvesOf([{ patient: 'x', scores: many, classes: many.map(v => (v > random() ? 1 : 0)) }]).roc.length
  ).toBeLessThan(260)
})
