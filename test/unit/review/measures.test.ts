import { expect, test } from 'vitest'
import type { Geometry, Measures } from '../../../contract/region.ts'
import { probabilityGrid } from '../../../electron/host/heatmap/grid.ts'
import { areaFrom, boxFrom, lineFrom } from '../../../renderer/viewer/regions/geometry.ts'
import { measuresOf } from '../../../renderer/viewer/regions/measure.ts'
import type { Point } from '../../../renderer/viewer/regions/rings.ts'
import { reviewedRun } from '../../support/review.ts'

const [patch, threshold] = [800, 0.5]
const centre = (row: number, col: number): Point => [patch * (col + 0.5), patch * (row + 0.5)]

/** Numbers in 0–1, the same on every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

/**
 * Returns a function that measures a geometry with the host and with the page's live measuring,
 * compares the two, and returns the number of patches.
 */
function twoWays(): (geometry: Geometry) => number {
  // Multiples of 1/64, exact in 32 bits like network outputs; some equal the threshold.
  const { run, runId, db, ask } = reviewedRun({ probability: (row, col) => ((row * 7 + col * 13) % 64) / 64 })
  const values = probabilityGrid(db, runId, run.grid)
  return geometry => {
    const host = ask('regions.measure', { runId, of: { geometry } })
    const page = measuresOf(geometry, { run, values, threshold })
    for (const name of Object.keys(host) as (keyof Measures)[])
      if (host[name] === null || page[name] === null) expect(page[name], name).toBe(host[name])
      else expect(page[name], name).toBeCloseTo(host[name], 9)
    expect([page.patches, page.positive]).toEqual([host.patches, host.positive])
    return host.patches
  }
}

test('an edge through patch centres counts the same patches as the host', () => {
  const measured = twoWays()
  const inside = [
    boxFrom(centre(2, 3), centre(6, 9)),
    boxFrom(centre(0, 0), centre(19, 39)),
    areaFrom([
      [
        [centre(2, 3), centre(2, 9), centre(6, 9), centre(6, 3)],
        [centre(3, 4), centre(3, 6), centre(5, 6), centre(5, 4)]
      ]
    ]),
    areaFrom([[[centre(2, 3), centre(8, 3), centre(8, 9)]]])
  ].map(measured)
  // The top and left edges are inside, the bottom and right edges are not.
  expect(inside.slice(0, 2)).toEqual([4 * 6, 19 * 39])
})

test('page and host agree on many shapes, with corners on and off patch centres', () => {
  const measured = twoWays()
  const random = randomFrom(11)
  const anywhere = (): Point => [random() * 42 * patch, random() * 22 * patch]
  const onCentre = (): Point => centre(Math.floor(random() * 20), Math.floor(random() * 40))
  let patches = 0
  for (let round = 0; round < 150; round++) {
    const corners = Array.from({ length: 3 + Math.floor(random() * 5) }, round % 2 ? onCentre : anywhere)
    patches += measured(areaFrom([[corners]]))
    const [x, y] = round % 3 ? onCentre() : anywhere()
    patches += measured({
      type: 'ellipse',
      x,
      y,
      radiusX: patch * (1 + Math.floor(random() * 5)),
      radiusY: patch * (0.5 + random() * 4),
      angle: round % 4 ? random() * 3 : 0
    })
  }
  expect(patches).toBeGreaterThan(1000)
})

test('page and host also agree on a line and a point', () => {
  const measured = twoWays()
  expect(measured(lineFrom([centre(1, 1), centre(4, 5), centre(3, 9)]))).toBe(0)
  expect(measured({ type: 'point', x: 100, y: 200 })).toBe(0)
})
