import { expect, test } from 'vitest'
import { planGrid, planTiles } from '../../electron/host/runs/plan.ts'
import { tissueIn } from '../../electron/host/tissue/mask.ts'
import { sparseTissue } from '../../geometry/sparse-tissue.ts'

/** A slide of 40 × 30 cells of 40 pixels; patches of 200 pixels are 5 × 5 cells. */
const slide = { width: 1600, height: 1200, mpp: 1, name: 'x' }
const map = (tissue: [x: number, y: number][]) => {
  const scores = new Uint8Array(40 * 30)
  for (const [x, y] of tissue) scores[y * 40 + x] = 200
  return { width: 40, height: 30, cell: 40, scores }
}

function leftOut(tissue: [number, number][], stride = 50) {
  const cells = map(tissue)
  const grid = planGrid(slide, { mpp: 4, patch: 50 }, stride)
  const wanted = tissueIn(cells, 100)
  const planned = (row: number, col: number) => wanted(col * grid.stride, row * grid.stride, grid.patch)
  const mask = sparseTissue(cells, 100, grid, planned)
  const places = tissue.filter(([x, y]) => mask[y * 40 + x] === 1)
  expect(mask.reduce((sum, cell) => sum + cell, 0)).toBe(places.length)
  return { places, patches: planTiles(grid, planned).reduce((sum, tile) => sum + tile.patches, 0) }
}

test('tissue in a planned patch is not left out; two cells of 25 are too few for a patch', () => {
  const full: [number, number][] = [0, 1, 2, 3, 4].map(x => [x, 2])
  const sparse: [number, number][] = [
    [20, 20],
    [21, 21]
  ]
  expect(leftOut([...full, ...sparse])).toEqual({ places: sparse, patches: 1 })
  expect(leftOut(sparse)).toEqual({ places: sparse, patches: 0 })
})

test('with overlapping patches, one planned patch is enough', () => {
  const tissue: [number, number][] = [
    [4, 7],
    [5, 7],
    [6, 7]
  ]
  // Side by side, the three cells fall into two patches: one cell is alone.
  expect(leftOut(tissue)).toEqual({ places: tissue, patches: 0 })
  expect(leftOut(tissue, 25).places).toEqual([])
})
