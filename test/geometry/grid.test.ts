import { describe, expect, it } from 'vitest'
import { cellAt, cellBox, rasterOrigin } from '../../geometry/grid.ts'

/** 0.2523 µm/px with adjacent patches of 200 µm: edge and stride are not whole numbers. */
const patch = 200 / 0.2523
const grid = { originX: 0, originY: 0, stride: patch, patch, cols: 126, rows: 101 }

describe('grid cells', () => {
  it('equal the patches when these do not overlap', () => {
    expect(rasterOrigin(grid)).toEqual({ x: 0, y: 0 })
    expect(cellBox(grid, 100, 125)).toEqual({ x: 125 * patch, y: 100 * patch, edge: patch })
  })

  it('surround the centre of their patch when patches overlap', () => {
    const dense = { ...grid, originX: 40, originY: 8, stride: patch / 2 }
    const { x, y, edge } = cellBox(dense, 7, 3)
    expect(x + edge / 2).toBeCloseTo(40 + 3 * dense.stride + patch / 2, 9)
    expect(y + edge / 2).toBeCloseTo(8 + 7 * dense.stride + patch / 2, 9)
    expect(edge).toBe(dense.stride)
  })

  it('are found again from each of their corners, up to the last of 12,726', () => {
    for (const row of [0, 57, 100])
      for (const col of [0, 64, 125]) {
        const { x, y, edge } = cellBox(grid, row, col)
        for (const [px, py] of [
          [x + 0.01, y + 0.01],
          [x + edge - 0.01, y + 0.01],
          [x + 0.01, y + edge - 0.01],
          [x + edge - 0.01, y + edge - 0.01]
        ] as const)
          expect(cellAt(grid, px, py)).toEqual({ row, col })
      }
  })

  it('end with the grid', () => {
    expect(cellAt(grid, -0.01, 5)).toBeUndefined()
    expect(cellAt(grid, 126 * patch + 0.01, 5)).toBeUndefined()
    expect(cellAt(grid, 5, 101 * patch + 0.01)).toBeUndefined()
  })
})
