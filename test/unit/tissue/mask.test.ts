import { expect, test } from 'vitest'
import { proposeThreshold, tissueIn } from '../../../electron/host/tissue/mask.ts'

/** Glass around a square of tissue in the middle. */
function map(width = 40, height = 30, cell = 10) {
  const scores = new Uint8Array(width * height).fill(3)
  for (let y = 10; y < 20; y++) for (let x = 10; x < 20; x++) scores[y * width + x] = 150
  return { width, height, scores, cell }
}

test('proposes a threshold between glass and tissue', () => {
  const threshold = proposeThreshold(map().scores)
  expect(threshold).toBeGreaterThan(3)
  expect(threshold).toBeLessThan(150)
})

test('does not split a slide of only glass or only tissue by its noise', () => {
  const glass = Uint8Array.from({ length: 1000 }, (_, i) => i % 4)
  expect(glass.some(score => score >= proposeThreshold(glass))).toBe(false)
  const tissue = Uint8Array.from({ length: 1000 }, (_, i) => 120 + (i % 60))
  expect(tissue.every(score => score >= proposeThreshold(tissue))).toBe(true)
})

test('analyses a square with at least a tenth of tissue', () => {
  const tissue = tissueIn(map(), 50)
  expect(tissue(100, 100, 100)).toBe(true)
  expect(tissue(0, 0, 100)).toBe(false)
  expect(tissue(190, 150, 100)).toBe(false)
  expect(tissue(190, 100, 100)).toBe(true)
  expect(tissue(180, 180, 40)).toBe(true)
})

test('there is no tissue outside the slide', () => {
  const tissue = tissueIn(map(), 50)
  expect(tissue(1000, 1000, 100)).toBe(false)
  expect(tissue(-500, -500, 100)).toBe(false)
})
