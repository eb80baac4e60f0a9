import { expect, test } from 'vitest'
import { areaUnderCurve } from '../../../../evaluation/metrics/ranking.ts'
import { randomOf } from '../../../../evaluation/random.ts'
import type { LeftOut } from '../../../../training/calibration/slide-calibration.ts'
import {
  aloneOf,
  fitSurroundings,
  fittedByOthers,
  judgeView,
  screeningFor,
  thresholdAlone,
  wholeOf
} from '../../../../training/calibration/surroundings.ts'
import { viewFigures } from '../../../../training/calibration/views.ts'

const edge = 24

/** A slide whose carcinoma is a disc, seen by a network that is noisy and too sure of itself. */
function made(slide: string, radius: number): LeftOut {
  const random = randomOf('surroundings', slide)
  const places = Array.from({ length: edge * edge }, (_, i) => ({
    column: i % edge,
    row: Math.floor(i / edge)
  }))
  const classes = places.map(({ column, row }) =>
    Math.hypot(column - edge / 2, row - edge / 2) < radius ? 1 : 0
  )
  const scores = classes.map(kind => {
    const noise = random() + random() + random() - 1.5
    return 1 / (1 + Math.exp(-(kind === 1 ? 2 : -1) - 4 * noise))
  })
  return { slide, places, classes, scores }
}

const patients = ['101', '102', '103', '104', '105', '106', '107', '108'].map((name, i) => made(name, 4 + i))

test('improves the ranking of slides that were not in the fit', () => {
  for (const { patient, surroundings } of fittedByOthers(patients)) {
    const of = (view: ReturnType<typeof wholeOf>) =>
      areaUnderCurve(judgeView(surroundings, view), view.classes)
    expect(of(wholeOf(patient))).toBeGreaterThan(of(aloneOf(patient)))
  }
})

test('gives probabilities that match frequencies, and with neighbours slightly higher ones', () => {
  const surroundings = fitSurroundings(patients)
  for (const [view, tolerance] of [
    [wholeOf, 0.2],
    [aloneOf, 0.12]
  ] as const) {
    const judged = patients.flatMap(patient => [...judgeView(surroundings, view(patient))])
    const classes = patients.flatMap(patient => patient.classes)
    for (const [from, to] of [
      [0, 0.2],
      [0.2, 0.5],
      [0.5, 0.8],
      [0.8, 1]
    ] as const) {
      const inside = judged.map((_, i) => i).filter(i => judged[i]! >= from && judged[i]! < to)
      const mean = (values: number[]) => inside.reduce((sum, i) => sum + values[i]!, 0) / inside.length
      expect(Math.abs(mean(judged) - mean(classes))).toBeLessThan(tolerance)
    }
  }
})

test('keeps half of a patch’s own weight if it has eight neighbours', () => {
  const { slope, rings } = fitSurroundings(patients)
  expect(slope).toBeGreaterThan(0)
  expect(rings[0]!.own).toBeCloseTo(-slope / 2, 3)
})

test('calibrates each patient once, on the other groups', () => {
  expect(
    fittedByOthers(patients)
      .map(({ patient }) => patient.slide)
      .sort()
  ).toEqual(patients.map(({ slide }) => slide))
})

test('chooses a multiple of 0.05 as threshold, which works for every view', () => {
  const threshold = thresholdAlone(patients)
  expect((threshold * 20) % 1).toBeCloseTo(0)
  const [whole, ...views] = viewFigures(patients, ['104', '105'], threshold)
  expect(whole!.alone).toEqual(whole!.withinWhole)
  for (const { alone } of views)
    for (const rate of [alone.sensitivity, alone.specificity])
      if (rate !== null) expect(rate).toBeGreaterThan(0.6)
})

test('the threshold for screening finds 95 % of the carcinoma, alone and with neighbours, and no higher one does', () => {
  const { threshold, sensitivity, specificity } = screeningFor(patients)
  expect(threshold).toBeLessThan(thresholdAlone(patients))
  const sensitivityAt = (limit: number) =>
    Math.min(
      ...[aloneOf, wholeOf].map(view => {
        const judged = fittedByOthers(patients).flatMap(({ patient, surroundings }) => [
          ...judgeView(surroundings, view(patient)).filter((_, i) => patient.classes[i] === 1)
        ])
        return judged.filter(value => value >= limit).length / judged.length
      })
    )
  expect(sensitivityAt(threshold)).toBeCloseTo(sensitivity, 3)
  expect(sensitivity).toBeGreaterThanOrEqual(0.95)
  expect(sensitivityAt(threshold + 0.01)).toBeLessThan(0.95)
  expect(specificity).toBeGreaterThan(0.3)
})
