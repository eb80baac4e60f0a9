import { describe, expect, test } from 'vitest'
import type { Grid } from '../../../contract/run.ts'
import { cellsIn, clusterAt, spansOf } from '../../../renderer/viewer/regions/cells.ts'
import {
  areaOf,
  contains,
  diameterOf,
  hullOf,
  type Point,
  ringArea,
  simplify
} from '../../../renderer/viewer/regions/rings.ts'

const square = (x: number, y: number, edge: number): Point[] => [
  [x, y],
  [x + edge, y],
  [x + edge, y + edge],
  [x, y + edge]
]

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

describe('areas and lengths', () => {
  test('a hole does not count to the area or the inside', () => {
    const polygons = [[square(0, 0, 10), square(4, 4, 2)]]
    expect(areaOf(polygons)).toBe(96)
    expect(contains(polygons, 1, 1)).toBe(true)
    expect(contains(polygons, 5, 5)).toBe(false)
    expect(contains(polygons, 11, 5)).toBe(false)
    expect(ringArea(square(0, 0, 10).reverse())).toBe(100)
  })

  test('the largest diameter is the maximum over all pairs, for many random shapes', () => {
    const random = randomFrom(7)
    for (let round = 0; round < 200; round++) {
      const points: Point[] = Array.from({ length: 2 + Math.floor(random() * 30) }, () => [
        Math.round(random() * 50),
        Math.round(random() * 20)
      ])
      const pairs = points.flatMap(a => points.map(b => Math.hypot(a[0] - b[0], a[1] - b[1])))
      expect(diameterOf(points)).toBeCloseTo(Math.max(...pairs), 9)
    }
    expect(diameterOf([])).toBe(0)
    expect(diameterOf([[3, 3]])).toBe(0)
    expect(
      diameterOf([
        [0, 0],
        [3, 4]
      ])
    ).toBe(5)
  })

  test('a hull omits points inside it or on its edges', () => {
    expect(hullOf([...square(0, 0, 4), [2, 2], [2, 0]])).toHaveLength(4)
  })

  test('a simplified line keeps its ends and every significant corner', () => {
    const line: Point[] = [
      [0, 0],
      [1, 0.1],
      [2, -0.1],
      [3, 5],
      [4, 6],
      [5, 7]
    ]
    expect(simplify(line, 0.5)).toEqual([
      [0, 0],
      [2, -0.1],
      [3, 5],
      [5, 7]
    ])
    expect(simplify([], 1)).toEqual([])
  })
})

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
    const area: Point[] = [
      [104.9, 40],
      [500, 40],
      [500, 54.9],
      [104.9, 54.9]
    ]
    expect(cellsIn([[area]], grid, values)).toEqual([0, 1])
    expect(cellsIn([], grid, values)).toEqual([])
  })

  test('matches a test point by point, for many random rings with a hole', () => {
    const random = randomFrom(5)
    const { grid, values } = gridOf(...Array.from({ length: 12 }, () => '123456789.12'))
    for (let round = 0; round < 100; round++) {
      const ring: Point[] = Array.from({ length: 7 }, () => [95 + random() * 130, 35 + random() * 130])
      const polygons = [[ring, square(130, 70, 25)]]
      const expected = [...values.keys()].filter(cell => {
        const [x, y] = [100 + ((cell % 12) + 0.5) * 10, 40 + (Math.floor(cell / 12) + 0.5) * 10]
        return (values[cell] as number) >= 0 && contains(polygons, x, y)
      })
      expect(cellsIn(polygons, grid, values)).toEqual(expected)
    }
  })
})
