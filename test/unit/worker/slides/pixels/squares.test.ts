import { expect, test } from 'vitest'
import { AreaSampler } from '../../../../../electron/worker/slides/pixels/area-sampler.ts'
import { averageSquares } from '../../../../../electron/worker/slides/pixels/squares.ts'
import { stained } from '../../../../support/slides.ts'

test.each([2, 3, 4, 7, 16])('averages of %i-pixel squares match those of boxes, to half a level', ratio => {
  const [outWidth, outHeight] = [19, 11]
  const [width, height] = [outWidth * ratio, outHeight * ratio]
  const pixels = stained(width, height, ratio)
  const sampler = new AreaSampler(
    { start: 0, step: ratio, count: outWidth },
    { start: 0, step: ratio, count: outHeight }
  )
  sampler.add(pixels, 0, 0, width, height)
  const expected = sampler.result()
  const means = averageSquares(pixels, outWidth, outHeight, ratio)
  expect(means).toHaveLength(expected.length)
  // Both round to nearest; they may differ only when the mean is halfway between two levels.
  expect(Math.max(...means.map((mean, i) => Math.abs(mean - expected[i]!)))).toBeLessThanOrEqual(1)
  expect(means.filter((mean, i) => mean !== expected[i]).length).toBeLessThan(means.length * 0.15)
})

test('keeps extreme values', () => {
  for (const level of [0, 255])
    for (const ratio of [2, 5]) {
      const pixels = new Uint8Array((4 * ratio) ** 2 * 3).fill(level)
      expect(new Set(averageSquares(pixels, 4, 4, ratio))).toEqual(new Set([level]))
    }
})
