import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../../contract/review/region.ts'
import { recordOf } from '../../../electron/worker/reports/build.ts'
import { overviewFigure, regionFigures } from '../../../electron/worker/reports/sections/figures.ts'
import { blot, region, reportSource } from './report.ts'

const box = (x: number, y: number, width: number, height: number): Geometry => ({
  type: 'area',
  parts: [[[x, y, x + width, y, x + width, y + height, x, y + height]]]
})

/** Regions that a report may be asked to show; some of them could be stored by earlier versions. */
const shapes: Record<string, Geometry> = {
  'the whole slide': box(0, 0, 6000, 4100),
  'a strip as wide as the slide': box(0, 100, 6000, 1),
  'a strip as tall as the slide': box(100, 0, 1, 4100),
  'a region far beyond the slide': box(-1e9, -1e9, 3e9, 3e9),
  'a part far away': {
    type: 'area',
    parts: [[[10, 10, 20, 10, 20, 20]], [[1e8, 1e8, 1e8 + 5, 1e8, 1e8, 1e8 + 5]]]
  },
  'an outline of 100,000 corners': blot(3000, 2000, 1400, 100_000),
  'a line to another continent': { type: 'line', points: [100, 100, 1e9, 1e9] },
  'an ellipse beyond the slide': { type: 'ellipse', x: 6000, y: 4100, radiusX: 1e7, radiusY: 5, angle: 1 },
  'a point': { type: 'point', x: 5999, y: 4099 }
}

describe.each(Object.entries(shapes))('%s', (_, geometry) => {
  const record = recordOf(reportSource({ regions: [region(1, geometry)] }))
  const { width, height, mpp } = record.slide
  const [whole, field] = regionFigures(record, record.regions[0]!) as [Figure, Figure]
  type Figure = ReturnType<typeof overviewFigure>

  test('its pictures have few pixels, of little more than the slide', () => {
    for (const figure of [whole, field]) {
      expect([figure.width, figure.height]).toEqual([720, 540])
      const most = Math.max(1.34 * Math.max(width, (height * 4) / 3), 2000 / mpp)
      expect(figure.box.width).toBeLessThanOrEqual(most)
      expect(figure.box.x).toBeGreaterThan(-most)
      expect(figure.box.x + figure.box.width).toBeLessThan(width + most)
      expect(figure.box.width / figure.box.height).toBeCloseTo(4 / 3)
    }
    const overview = overviewFigure(record, true)
    expect(Math.max(overview.width, overview.height)).toBe(1600)
  })

  test('its outline is drawn where the picture is, and no finer', () => {
    for (const { shapes, box } of [whole, field]) {
      const points = shapes.flatMap(({ lines }) => lines)
      expect(points.flat().length).toBeLessThan(20_000)
      for (const line of points) {
        expect(line.length).toBeGreaterThan(0)
        for (let i = 0; i < line.length; i += 2) {
          expect(Math.abs(line[i]! - box.x - box.width / 2)).toBeLessThan(box.width)
          expect(Math.abs(line[i + 1]! - box.y - box.height / 2)).toBeLessThan(box.height)
        }
      }
    }
  })
})

test('a slide of extreme proportions still has an overview', () => {
  const source = reportSource()
  const record = recordOf({ ...source, slide: { ...source.slide, width: 2_000_000, height: 100 } })
  expect(overviewFigure(record, false)).toMatchObject({ width: 1600, height: 1 })
})
