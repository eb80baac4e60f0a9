import { describe, expect, test } from 'vitest'
import { cellsWithin } from '../../geometry/cells.ts'
import { differenceOf, unionOf } from '../../geometry/combine.ts'
import { boxFrom, brushed, smoothed } from '../../geometry/drawn.ts'
import { outlineOf } from '../../geometry/outline.ts'
import { areaOf, doubleArea, type Parts, partsOf } from '../../geometry/shape.ts'

const grid = { originX: 100, originY: 50, stride: 10, patch: 10, cols: 40, rows: 40 }

/** Cells drawn as text; # is a cell. */
const cellsOf = (picture: string) =>
  picture
    .trim()
    .split('\n')
    .flatMap((line, row) => [...line.trim()].flatMap((sign, col) => (sign === '#' ? [{ row, col }] : [])))

const area = (parts: Parts) => areaOf({ type: 'area', parts }) ?? 0

/** The cells whose centre is inside `parts`: the inverse of an outline. */
function filled(parts: Parts) {
  const cells: { row: number; col: number }[] = []
  for (const { row, fromCol, toCol } of cellsWithin({ type: 'area', parts }, grid))
    for (let col = fromCol; col <= toCol; col++) cells.push({ row, col })
  return cells
}

test.each([
  ['one cell', '#', [1]],
  ['a bar', '###', [1]],
  ['a ring with a hole', '###\n#.#\n###', [2]],
  ['two cells that touch at a corner', '#.\n.#', [1, 1]],
  ['a ring that closes at a corner', '###\n#.#\n##.', [2]],
  ['two holes that touch at a corner', '####\n#.##\n##.#\n####', [3]],
  ['a cell in the hole of a ring', '#####\n#...#\n#.#.#\n#...#\n#####', [2, 1]]
])('outlines %s', (_, picture, rings) => {
  const cells = cellsOf(picture)
  const parts = outlineOf(cells, grid)
  expect(parts.map(part => part.length)).toEqual(rings)
  expect(area(parts)).toBe(cells.length * 100)
  expect(filled(parts)).toEqual(cells)
  for (const [outer, ...holes] of parts) {
    expect(doubleArea(outer!)).toBeGreaterThan(0)
    for (const hole of holes) expect(doubleArea(hole)).toBeLessThan(0)
  }
})

test('a bar has four corners, wherever its outline starts', () => {
  expect(outlineOf(cellsOf('####'), grid)).toEqual([[[100, 50, 140, 50, 140, 60, 100, 60]]])
})

test('outlines of random cells contain the same cells, in rings that do not touch themselves', () => {
  let seed = 7
  const random = () => {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
  }
  for (let round = 0; round < 40; round++) {
    const cells = []
    for (let row = 0; row < 12; row++)
      for (let col = 0; col < 12; col++) if (random() < 0.2 + round / 60) cells.push({ row, col })
    if (cells.length === 0) continue
    const parts = outlineOf(cells, grid)
    expect(filled(parts)).toEqual(cells)
    for (const ring of parts.flat()) {
      const corners = Array.from({ length: ring.length / 2 }, (_, i) => `${ring[2 * i]} ${ring[2 * i + 1]}`)
      expect(new Set(corners).size).toBe(corners.length)
    }
  }
})

test('with overlap, a cell is one stride wide around the centre of its patch', () => {
  expect(outlineOf([{ row: 0, col: 0 }], { ...grid, patch: 20 })).toEqual([
    [[105, 55, 115, 55, 115, 65, 105, 65]]
  ])
})

test('adds and subtracts areas', () => {
  const square = (x: number, y: number, edge: number): Parts => [
    [[x, y, x + edge, y, x + edge, y + edge, x, y + edge]]
  ]
  expect(area(unionOf(square(0, 0, 10), square(5, 5, 10)))).toBe(175)
  expect(unionOf(square(0, 0, 10), square(20, 0, 10))).toHaveLength(2)
  // Squares that share an edge become one, without a seam.
  expect(unionOf(square(0, 0, 10), square(10, 0, 10))).toEqual([[[0, 0, 20, 0, 20, 10, 0, 10]]])
  expect(differenceOf(square(0, 0, 30), square(10, 10, 10))[0]).toHaveLength(2)
  expect(differenceOf(square(0, 0, 10), square(0, 0, 10))).toEqual([])
})

describe('merging and subtracting', () => {
  const [left, right] = [partsOf(boxFrom([0, 0], [10, 10])), partsOf(boxFrom([5, 0], [15, 10]))]

  test('merges overlapping areas and removes subtracted ones', () => {
    expect(area(unionOf(left, right))).toBeCloseTo(150)
    expect(area(differenceOf(left, right))).toBeCloseTo(50)
    expect(differenceOf(left, partsOf(boxFrom([-1, -1], [11, 11])))).toEqual([])
    expect(unionOf(left, partsOf(boxFrom([20, 0], [30, 10])))).toHaveLength(2)
  })

  test('a brush covers a disc where it stands and a stadium where it moves', () => {
    expect(area(brushed([0, 0], [0, 0], 10))).toBeGreaterThan(300)
    expect(area(brushed([0, 0], [0, 0], 10))).toBeLessThan(Math.PI * 100)
    const swept = area(brushed([0, 0], [30, 40], 10))
    expect(swept).toBeGreaterThan(0.98 * (50 * 20 + Math.PI * 100))
    expect(swept).toBeLessThan(50 * 20 + Math.PI * 100)
  })

  test('smoothing keeps the area and drops specks', () => {
    const disc = brushed([0, 0], [0, 0], 10)
    expect(area(smoothed([...disc, ...partsOf(boxFrom([50, 50], [50.1, 50.1]))], 0.2))).toBeCloseTo(
      area(disc),
      -1
    )
  })
})
