import { describe, expect, test } from 'vitest'
import type { Grid } from '../../contract/runs/run.ts'
import { cellsIn, spansOf } from '../../geometry/cells.ts'
import { clusterAt } from '../../geometry/cluster.ts'
import { boxFrom } from '../../geometry/drawn.ts'
import { contains } from '../../geometry/hit.ts'
import type { Point } from '../../geometry/points.ts'
import { partsOf } from '../../geometry/shape.ts'

/** Numbers in 0–1, the same on every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

/** A grid with its rows written as text: a digit is tenths, a dot means no value. */
function gridOf(...lines: string[]): { grid: Grid; values: Float32Array } {
  const cols = lines[0]?.length ?? 0
  const grid = { originX: 100, originY: 40, stride: 10, patch: 10, cols, rows: lines.length }
  return {
    grid,
    values: Float32Array.from(lines.join(''), sign => (sign === '.' ? Number.NaN : Number(sign) / 10))
  }
}

describe('clusters', () => {
  test('cells that share an edge or corner belong together, but not across the edge of the grid', () => {
    const { values, grid } = gridOf('9...8', '.9..8', '9....')
    expect(clusterAt(values, grid.cols, 6, 0.5)).toEqual([0, 6, 10])
    expect(clusterAt(values, grid.cols, 4, 0.5)).toEqual([4, 9])
  })

  test('excludes cells below the threshold, failed cells and empty cells', () => {
    const values = Float32Array.of(0.4, 0.5, Number.NaN, -1, 0.9)
    expect(clusterAt(values, 5, 1, 0.5)).toEqual([1])
    for (const cell of [0, 2, 3]) expect(clusterAt(values, 5, cell, 0.5)).toEqual([])
  })
})

describe('spans', () => {
  test('cells along a row form one span, which ends with the row', () => {
    expect(spansOf([1, 2, 3, 5, 8, 9, 10], 5)).toEqual([0, 1, 3, 1, 0, 1, 1, 3, 2, 2, 0, 1])
    expect(spansOf([], 5)).toEqual([])
  })
})

describe('cells in an area', () => {
  test('counts a patch when its centre is inside', () => {
    const { grid, values } = gridOf('19', '.5')
    // From the centre of the first column to beyond the grid.
    const area = boxFrom([104.9, 40], [500, 54.9])
    expect(cellsIn(area, grid, values)).toEqual([0, 1])
    expect(cellsIn({ type: 'point', x: 105, y: 45 }, grid, values)).toEqual([])
  })

  test('matches a test point by point, for many random shapes', () => {
    const random = randomFrom(5)
    const { grid, values } = gridOf(...Array.from({ length: 12 }, () => '123456789.12'))
    for (let round = 0; round < 100; round++) {
      const ring = Array.from({ length: 7 }, () => [95 + random() * 130, 35 + random() * 130]).flat()
      const parts = [[ring], ...partsOf(boxFrom([130, 70], [155, 95]))]
      const expected = [...values.keys()].filter(cell => {
        const [x, y] = [100 + ((cell % 12) + 0.5) * 10, 40 + (Math.floor(cell / 12) + 0.5) * 10]
        return (values[cell] as number) >= 0 && contains(parts, x, y)
      })
      expect(cellsIn({ type: 'area', parts }, grid, values)).toEqual(expected)
    }
  })

  test('an edge through centres includes those at the top and left, not those at the bottom and right', () => {
    const grid = { originX: 0, originY: 0, stride: 800, patch: 800, cols: 40, rows: 20 }
    const values = new Float32Array(grid.cols * grid.rows)
    const centre = (row: number, col: number): Point => [800 * (col + 0.5), 800 * (row + 0.5)]
    expect(cellsIn(boxFrom(centre(2, 3), centre(6, 9)), grid, values)).toHaveLength(4 * 6)
    expect(cellsIn(boxFrom(centre(0, 0), centre(19, 39)), grid, values)).toHaveLength(19 * 39)
  })
})
