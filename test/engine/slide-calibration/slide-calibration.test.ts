import { describe, expect, test } from 'vitest'
import type { SlideCalibration } from '../../../contract/models/model.ts'
import { scattered } from '../../../engine/selftest/numbers.ts'
import {
  calibratedProbabilities,
  calibrateSlide,
  fewest,
  logit
} from '../../../engine/slide-calibration/calibration.ts'
import { fitMixture, separationOf } from '../../../engine/slide-calibration/mixture.ts'
import { averagedOver, placesOf } from '../../../engine/slide-calibration/neighbours.ts'

const start = { means: [-1.5, 2], deviations: [1, 1], share: 0.15 } as SlideCalibration['start']
const field: SlideCalibration = { neighbours: { radius: 1, weight: 0.6 }, start }

/** Approximately normal numbers, each the sum of twelve uniform numbers. */
function normal(count: number, seed: number): number[] {
  const numbers = scattered(count * 12, seed)
  return Array.from(
    { length: count },
    (_, i) => numbers.subarray(i * 12, (i + 1) * 12).reduce((a, b) => a + b, 0) / 2
  )
}

/** A slide of 40 × 30 patches with carcinoma in one corner; `shift` is added to every logit. */
function slide(shift: number, carcinoma = true) {
  const places = Array.from({ length: 1200 }, (_, i) => ({ column: i % 40, row: Math.floor(i / 40) }))
  const classes = places.map(({ column, row }) => (carcinoma && column < 14 && row < 14 ? 1 : 0))
  const noise = normal(1200, 5)
  const probabilities = classes.map(
    (kind, i) => 1 / (1 + Math.exp(-(shift + (kind === 1 ? 2 : -1.5) + 1.3 * (noise[i] as number))))
  )
  return { places, classes, probabilities }
}

function balanced(scores: ArrayLike<number>, classes: number[], threshold: number): number {
  const share = (kind: number) => {
    const own = classes.flatMap((value, i) => (value === kind ? [(scores[i] as number) >= threshold] : []))
    return own.filter(positive => positive === (kind === 1)).length / own.length
  }
  return (share(0) + share(1)) / 2
}

describe('averaging over neighbours', () => {
  const places = [
    { column: 4, row: 7 },
    { column: 5, row: 7 },
    { column: 5, row: 8 },
    { column: 9, row: 9 }
  ]

  test('weighs adjacent patches fully and diagonal ones less; a patch without neighbours keeps its value', () => {
    const corner = 0.6 * Math.exp(-0.5)
    const found = averagedOver(field.neighbours, placesOf(places), [1, 0, 0, 3])
    expect(found[0]).toBeCloseTo(1 / (1 + 0.6 + corner))
    expect(found[1]).toBeCloseTo(0.6 / (1 + 1.2))
    expect(found[2]).toBeCloseTo(corner / (1 + 0.6 + corner))
    expect(found[3]).toBe(3)
  })

  test('does not depend on the origin or the order', () => {
    const moved = places.map(({ column, row }) => ({ column: column - 100, row: row + 7 })).reverse()
    const found = averagedOver(field.neighbours, placesOf(moved), [3, 0, 0, 1])
    expect([...found].reverse()).toEqual([...averagedOver(field.neighbours, placesOf(places), [1, 0, 0, 3])])
  })

  test('does not wrap around the edge of a slide that is narrower than the neighbourhood', () => {
    const column = placesOf([0, 1, 2, 3].map(row => ({ column: 5, row: 10 * row })))
    expect([...averagedOver({ radius: 5, weight: 1 }, column, [1, 2, 3, 4])]).toEqual([1, 2, 3, 4])
  })

  test('counts adjacent patches on an overlapping grid, not those that share half their pixels', () => {
    const halves = placesOf([0, 1, 2, 3].map(column => ({ column, row: 0 })))
    const found = averagedOver(field.neighbours, halves, [1, 0, 0, 0], 2)
    expect([...found]).toEqual([1 / 1.6, 0, 0.6 / 1.6, 0])
  })
})

test('fits two peaks from an inaccurate start', () => {
  const values = [...normal(3000, 1).map(value => value - 1), ...normal(600, 2).map(value => 3 + 0.7 * value)]
  const { means, deviations, share } = fitMixture(values, start)
  expect(means[0]).toBeCloseTo(-1, 0)
  expect(means[1]).toBeCloseTo(3, 0)
  expect(deviations[0]).toBeCloseTo(1, 0)
  expect(share).toBeCloseTo(1 / 6, 1)
})

test('does not mistake one peak for two', () => {
  const one = fitMixture(normal(2000, 3), start)
  const two = fitMixture([...normal(1500, 3), ...normal(500, 4).map(value => value + 4)], start)
  expect(separationOf(one)).toBeLessThan(2)
  expect(separationOf(two)).toBeGreaterThan(3)
})

describe('slide calibration', () => {
  test.each([0, 1, 2])('adapts to a slide whose logits are all shifted by %d', shift => {
    const { places, classes, probabilities } = slide(shift)
    const judged = calibratedProbabilities(field, places, probabilities)
    expect(balanced(judged, classes, 0.2)).toBeGreaterThan(0.93)
    expect(balanced(judged, classes, 0.2)).toBeGreaterThan(balanced(probabilities, classes, 0.5))
  })

  test('does not split a slide without carcinoma in two', () => {
    const { places, probabilities } = slide(0, false)
    const judged = calibratedProbabilities(field, places, probabilities)
    expect(judged.filter(probability => probability >= 0.2).length / judged.length).toBeLessThan(0.05)
    const higher = calibratedProbabilities(field, places, slide(1, false).probabilities)
    expect(higher.filter(probability => probability >= 0.2).length / higher.length).toBeLessThan(0.35)
  })

  test('uses the start mixture for a slide with few patches', () => {
    const places = Array.from({ length: fewest - 1 }, (_, i) => ({ column: 3 * i, row: 0 }))
    const judged = calibratedProbabilities(field, places, new Float32Array(places.length).fill(0.6))
    const expected = (logit(0.6) - 0.25) * 3.5 + logit(0.15)
    expect(judged[0]).toBeCloseTo(1 / (1 + Math.exp(-expected)), 4)
  })

  test('reports whether the fit was used, or why not', () => {
    const { places, probabilities } = slide(0)
    const two = calibrateSlide(field, placesOf(places), probabilities).fit
    expect(two).toMatchObject({ patches: 1200, taken: null })
    expect(two.separation).toBeGreaterThan(2)
    const one = calibrateSlide(field, placesOf(places), slide(0, false).probabilities).fit
    expect(one).toMatchObject({ taken: 'one hump', mixture: start, cut: 0.25 })
    expect(one.separation).toBeLessThan(2)
    expect(calibrateSlide(field, placesOf(places.slice(0, 9)), probabilities.slice(0, 9)).fit).toEqual({
      patches: 9,
      taken: 'too few patches',
      separation: null,
      mixture: start,
      cut: 0.25
    })
  })

  test('keeps probabilities of exactly 0 and 1 finite', () => {
    const { places, classes } = slide(0)
    const judged = calibratedProbabilities(field, places, classes)
    expect(judged.every(Number.isFinite)).toBe(true)
    expect(balanced(judged, classes, 0.2)).toBeGreaterThan(0.9)
  })
})
