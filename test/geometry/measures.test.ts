import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../contract/review/region.ts'
import { boxFrom, lineFrom } from '../../geometry/drawn.ts'
import { contains } from '../../geometry/hit.ts'
import { convexHull, diameterOf } from '../../geometry/hull.ts'
import { measuresOf } from '../../geometry/measures.ts'
import { type Point, simplify } from '../../geometry/points.ts'
import { areaOf, doubleArea } from '../../geometry/shape.ts'

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

describe('areas and lengths', () => {
  test('a hole does not count to the area or the inside', () => {
    const parts = [[square(0, 0, 10).flat(), square(4, 4, 2).flat()]]
    expect(areaOf({ type: 'area', parts })).toBe(96)
    expect(contains(parts, 1, 1)).toBe(true)
    expect(contains(parts, 5, 5)).toBe(false)
    expect(contains(parts, 11, 5)).toBe(false)
    expect(doubleArea(square(0, 0, 10).reverse().flat())).toBe(-200)
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
    expect(convexHull([...square(0, 0, 4), [2, 2], [2, 0]])).toHaveLength(4)
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

describe('measurements', () => {
  const run = { grid: { originX: 0, originY: 0, stride: 50, patch: 50, cols: 2, rows: 2 }, mpp: 4 }
  const slide = { width: 100, height: 100 }
  const by = { run, slide, values: Float32Array.of(0.25, 0.75, Number.NaN, 1), threshold: 0.5 }

  test('measures an area in mm and counts the patches inside', () => {
    const measures = measuresOf(boxFrom([0, 0], [100, 50]), by)
    expect(measures.areaMm2).toBeCloseTo(0.4 * 0.2)
    expect(measures.perimeterMm).toBeCloseTo(1.2)
    expect(measures.largestDiameterMm).toBeCloseTo(Math.hypot(0.4, 0.2))
    expect(measures).toMatchObject({
      patches: 2,
      positive: 1,
      meanProbability: 0.5,
      maxProbability: 0.75,
      lengthMm: null
    })
  })

  test('measures a shape as it would be stored: without its crossings, and on the slide only', () => {
    const bowTie: Geometry = { type: 'area', parts: [[[0, 0, 100, 100, 100, 0, 0, 100]]] }
    expect(measuresOf(bowTie, by).areaMm2).toBeCloseTo((0.4 * 0.4) / 2)
    expect(measuresOf(boxFrom([50, 50], [500, 500]), by).areaMm2).toBeCloseTo(0.2 * 0.2)
  })

  test('measures the length of a line and nothing of a point', () => {
    expect(
      measuresOf(
        lineFrom([
          [0, 0],
          [30, 40]
        ]),
        by
      )
    ).toMatchObject({ areaMm2: null, patches: 0, meanProbability: null })
    expect(
      measuresOf(
        lineFrom([
          [0, 0],
          [30, 40],
          [30, 50]
        ]),
        by
      ).lengthMm
    ).toBeCloseTo(0.24)
    expect(measuresOf({ type: 'point', x: 1, y: 1 }, by)).toMatchObject({ areaMm2: null, lengthMm: null })
  })
})
