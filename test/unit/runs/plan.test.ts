import { expect, test } from 'vitest'
import { placesOf, planGrid, planTiles } from '../../../electron/host/runs/plan.ts'

const model = { mpp: 4, patch: 50 }

test('a patch has the scale of the model on every slide', () => {
  expect(planGrid({ width: 8000, height: 4000, mpp: 0.25, name: 's' }, model, 50)).toEqual({
    originX: 0,
    originY: 0,
    stride: 800,
    patch: 800,
    cols: 10,
    rows: 5
  })
})

test('a grid extends to the right and bottom edges with whole patches only', () => {
  for (const [width, mpp, stride] of [
    [8001, 0.25, 50],
    [2220, 0.499, 50],
    [2220, 0.499, 25],
    [401, 0.499, 50],
    [1600, 0.25, 20]
  ] as const) {
    const grid = planGrid({ width, height: width, mpp, name: 's' }, model, stride)
    const end = (grid.cols - 1) * grid.stride + grid.patch
    expect(end).toBeGreaterThanOrEqual(width - 1e-6)
    expect(end - grid.stride).toBeLessThan(width)
  }
})

test('refuses a slide smaller than a patch, with its size in µm', () => {
  expect(() => planGrid({ width: 300, height: 3000, mpp: 0.5, name: 'tiny.svs' }, model, 50)).toThrow(
    expect.objectContaining({
      code: 'slide/too-small',
      message: expect.stringContaining('tiny.svs is 150 × 1500 µm')
    })
  )
})

test('tiles contain every wanted patch once and no other', () => {
  const grid = { cols: 37, rows: 21 }
  const wanted = (row: number, col: number) => (row * 3 + col * 5) % 7 < 3 && row > 2
  const tiles = planTiles(grid, wanted)
  expect(tiles.map(({ number }) => number)).toEqual(tiles.map((_, index) => index))
  const places = tiles.flatMap(placesOf).map(({ row, col }) => row * 100 + col)
  const expected = []
  for (let row = 0; row < grid.rows; row++)
    for (let col = 0; col < grid.cols; col++) if (wanted(row, col)) expected.push(row * 100 + col)
  expect(places.toSorted((a, b) => a - b)).toEqual(expected)
  expect(tiles.reduce((sum, { patches }) => sum + patches, 0)).toBe(expected.length)
})
