import { expect, test } from 'vitest'
import type { Geometry } from '../../../contract/review/region.ts'
import { probabilityGrid } from '../../../electron/host/heatmap/grid.ts'
import { getSlide } from '../../../electron/host/slides/records.ts'
import { lineFrom, polygonFrom } from '../../../geometry/drawn.ts'
import { measuresOf } from '../../../geometry/measures.ts'
import type { Point } from '../../../geometry/points.ts'
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

test('measures stored predictions as it would measure them in memory, for many shapes', async () => {
  // Multiples of 1/64, exact in 32 bits like network outputs; some equal the threshold.
  const { run, runId, db, ask } = reviewedRun({ probability: (row, col) => ((row * 7 + col * 13) % 64) / 64 })
  const values = probabilityGrid(db, runId, run.grid)
  const slide = getSlide(db, run.slideId)
  const measured = async (geometry: Geometry): Promise<number> => {
    const stored = await ask('regions.measure', { runId, of: { geometry } })
    const { meanProbability, ...others } = measuresOf(geometry, { run, slide, values, threshold })
    expect(stored).toMatchObject(others)
    if (meanProbability === null) expect(stored.meanProbability).toBeNull()
    else expect(stored.meanProbability).toBeCloseTo(meanProbability, 9)
    return stored.patches
  }
  const random = randomFrom(11)
  const anywhere = (): Point => [random() * 42 * patch, random() * 22 * patch]
  const onCentre = (): Point => centre(Math.floor(random() * 20), Math.floor(random() * 40))
  let patches = 0
  for (let round = 0; round < 150; round++) {
    const corners = Array.from({ length: 3 + Math.floor(random() * 5) }, round % 2 ? onCentre : anywhere)
    patches += await measured(polygonFrom(corners))
    const [x, y] = round % 3 ? onCentre() : anywhere()
    patches += await measured({
      type: 'ellipse',
      x,
      y,
      radiusX: patch * (1 + Math.floor(random() * 5)),
      radiusY: patch * (0.5 + random() * 4),
      angle: round % 4 ? random() * 3 : 0
    })
  }
  expect(patches).toBeGreaterThan(1000)
  expect(await measured(lineFrom([centre(1, 1), centre(4, 5), centre(3, 9)]))).toBe(0)
  expect(await measured({ type: 'point', x: 100, y: 200 })).toBe(0)
})
