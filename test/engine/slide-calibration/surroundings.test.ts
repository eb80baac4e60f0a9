import { expect, test } from 'vitest'
import { calibrateWhole, slideCalibrationOf } from '../../../engine/slide-calibration/calibrate.ts'
import { placesOf } from '../../../engine/slide-calibration/neighbours.ts'
import { judgeBySurroundings } from '../../../engine/slide-calibration/surroundings.ts'

const surroundings = { slope: 1.5, bias: -1, rings: [{ own: -0.75, weight: 2, bias: -0.5 }] }
const odds = (probability: number) => Math.log(probability / (1 - probability))
const square = (edge: number) =>
  Array.from({ length: edge * edge }, (_, i) => ({ column: i % edge, row: Math.floor(i / edge) }))

test('calibrates a patch without neighbours by its own logit alone', () => {
  const places = placesOf([
    { column: 4, row: 7 },
    { column: 40, row: 7 }
  ])
  const [first, second] = judgeBySurroundings(surroundings, places, [0.9, 0.2])
  expect(odds(first!)).toBeCloseTo(1.5 * odds(0.9) - 1, 4)
  expect(odds(second!)).toBeCloseTo(1.5 * odds(0.2) - 1, 4)
})

test('counts eight neighbours in full, and ignores missing ones', () => {
  const probabilities = Array.from({ length: 9 }, (_, i) => 0.1 + 0.08 * i)
  const judged = judgeBySurroundings(surroundings, placesOf(square(3)), probabilities)
  const logits = probabilities.map(odds)
  const ring = (of: number[]) => of.reduce((sum, place) => sum + logits[place]!, 0) / 8
  expect(odds(judged[4]!)).toBeCloseTo(0.75 * logits[4]! - 1.5 + 2 * ring([0, 1, 2, 3, 5, 6, 7, 8]), 4)
  const corner = (1.5 - 0.75 * 0.375) * logits[0]! - 1 - 0.5 * 0.375 + 2 * ring([1, 3, 4])
  expect(odds(judged[0]!)).toBeCloseTo(corner, 4)
})

test('uses the patches an edge away if patches overlap', () => {
  const probabilities = Array.from({ length: 25 }, (_, i) => 0.1 + 0.03 * i)
  const judged = judgeBySurroundings(surroundings, placesOf(square(5)), probabilities, 2)
  const beside = [0, 2, 4, 10, 14, 20, 22, 24]
  const ring = beside.reduce((sum, place) => sum + odds(probabilities[place]!), 0) / 8
  expect(odds(judged[12]!)).toBeCloseTo(0.75 * odds(probabilities[12]!) - 1.5 + 2 * ring, 4)
})

test('ignores patches farther away', () => {
  const probabilities = Array.from({ length: 49 }, (_, i) => (i % 7) / 10 + 0.1)
  const others = probabilities.map((value, i) => (Math.floor(i / 7) === 6 ? 0.99 : value))
  const judge = (values: number[]) => judgeBySurroundings(surroundings, placesOf(square(7)), values)
  expect(judge(probabilities).subarray(0, 35)).toEqual(judge(others).subarray(0, 35))
})

test('applies the calibration of spec.json and reports its kind', () => {
  const places = placesOf(square(3))
  const probabilities = new Float32Array(9).fill(0.3)
  const calibration = slideCalibrationOf({ surroundings })!
  const { fit } = calibrateWhole(calibration, places, probabilities)
  expect(fit).toEqual({ patches: 9, mixture: null, separation: null, taken: 'surroundings', cut: null })
  expect(slideCalibrationOf({})).toBeNull()
})
