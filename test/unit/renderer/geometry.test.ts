import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../../contract/region.ts'
import { brushed, merged, smoothed, subtracted } from '../../../renderer/viewer/regions/combine.ts'
import { Drawing } from '../../../renderer/viewer/regions/drawing.ts'
import {
  areaFrom,
  boundsOf,
  boxFrom,
  ellipseFrom,
  handlesOf,
  hits,
  lineFrom,
  moved,
  nearestEdge,
  polygonsOf,
  withCorner,
  withHandle,
  withoutHandle
} from '../../../renderer/viewer/regions/geometry.ts'
import { measuresOf } from '../../../renderer/viewer/regions/measure.ts'
import { areaOf, type Point } from '../../../renderer/viewer/regions/rings.ts'

const box = boxFrom([10, 20], [40, 60])
const triangle = areaFrom([
  [
    [
      [0, 0],
      [10, 0],
      [0, 10]
    ]
  ]
])
const holed = areaFrom([
  [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10]
    ],
    [
      [4, 4],
      [6, 4],
      [6, 6],
      [4, 6]
    ]
  ]
])

describe('handles', () => {
  test('a corner of a rectangle moves its two sides, even past the opposite corner', () => {
    expect(withHandle(box, 'rectangle', 2, [50, 70])).toEqual(boxFrom([10, 20], [50, 70]))
    expect(withHandle(box, 'rectangle', 0, [45, 65])).toEqual(boxFrom([40, 60], [45, 65]))
  })

  test('a corner of a polygon or of a hole moves alone', () => {
    expect(handlesOf(withHandle(triangle, 'polygon', 1, [20, 1]))[1]).toEqual([20, 1])
    const changed = withHandle(holed, 'polygon', 4, [3, 3])
    expect(handlesOf(changed)[4]).toEqual([3, 3])
    expect(handlesOf(changed).filter((_, index) => index !== 4)).toEqual(
      handlesOf(holed).filter((_, index) => index !== 4)
    )
  })

  test('an ellipse keeps its centre at any rotation', () => {
    const turned = { ...ellipseFrom([0, 0], [20, 10]), angle: Math.PI / 2 } as Geometry
    expect(handlesOf(turned)[0]?.map(Math.round)).toEqual([10, 15])
    expect(withHandle(turned, 'ellipse', 0, [10, 25])).toMatchObject({ x: 10, y: 5, radiusX: 20, radiusY: 5 })
    expect(withHandle(turned, 'ellipse', 1, [2, 5])).toMatchObject({ radiusX: 10, radiusY: 8 })
  })

  test('a ring keeps at least three corners, a line at least two points', () => {
    expect(withoutHandle(triangle, 0)).toBeUndefined()
    expect(
      withoutHandle(
        lineFrom([
          [0, 0],
          [1, 1]
        ]),
        0
      )
    ).toBeUndefined()
    expect(handlesOf(withoutHandle(holed, 5) as Geometry)).toHaveLength(7)
    expect(withoutHandle(ellipseFrom([0, 0], [2, 2]), 0)).toBeUndefined()
  })

  test('inserts a new corner on the nearest edge, in the same ring', () => {
    const edge = nearestEdge(holed, [5, 4.2])
    expect(edge?.handle).toBe(4)
    expect(edge?.distance).toBeCloseTo(0.2)
    const grown = withCorner(holed, 4, [5, 4])
    expect(polygonsOf(grown)[0]?.map(ring => ring.length)).toEqual([4, 5])
    expect(areaOf(polygonsOf(grown))).toBe(areaOf(polygonsOf(holed)))
    // The last edge leads back to the first corner of its ring.
    expect(nearestEdge(triangle, [0, 5])?.handle).toBe(2)
    expect(nearestEdge({ type: 'point', x: 0, y: 0 }, [0, 0])).toBeUndefined()
  })
})

describe('moving and hit testing', () => {
  test('moves every point and the bounds', () => {
    const geometries: Geometry[] = [
      box,
      holed,
      lineFrom([
        [0, 0],
        [5, 5]
      ]),
      { type: 'point', x: 1, y: 2 },
      ellipseFrom([0, 0], [8, 4])
    ]
    for (const geometry of geometries) {
      const [before, after] = [boundsOf(geometry), boundsOf(moved(geometry, 3, -7))]
      expect(after.minX).toBeCloseTo(before.minX + 3)
      expect(after.maxY).toBeCloseTo(before.maxY - 7)
    }
  })

  test('hits the inside and near a line, but not a hole', () => {
    expect(hits(holed, [1, 1], 0.1)).toBe(true)
    expect(hits(holed, [5, 5], 0.1)).toBe(false)
    expect(hits(holed, [4.05, 5], 0.1)).toBe(true)
    expect(
      hits(
        lineFrom([
          [0, 0],
          [10, 0]
        ]),
        [5, 2],
        1
      )
    ).toBe(false)
    expect(
      hits(
        lineFrom([
          [0, 0],
          [10, 0]
        ]),
        [5, 2],
        3
      )
    ).toBe(true)
    expect(hits({ type: 'point', x: 0, y: 0 }, [1, 1], 1)).toBe(true)
  })
})

describe('merging and subtracting', () => {
  const [left, right] = [polygonsOf(boxFrom([0, 0], [10, 10])), polygonsOf(boxFrom([5, 0], [15, 10]))]

  test('merges overlapping areas and removes subtracted ones', () => {
    expect(areaOf(merged([left, right]))).toBeCloseTo(150)
    expect(areaOf(subtracted(left, right))).toBeCloseTo(50)
    expect(subtracted(left, polygonsOf(boxFrom([-1, -1], [11, 11])))).toEqual([])
    expect(merged([left, polygonsOf(boxFrom([20, 0], [30, 10]))])).toHaveLength(2)
    expect(merged([])).toEqual([])
  })

  test('a brush covers a disc where it stands and a stadium where it moves', () => {
    expect(areaOf(brushed([0, 0], [0, 0], 10))).toBeGreaterThan(300)
    expect(areaOf(brushed([0, 0], [0, 0], 10))).toBeLessThan(Math.PI * 100)
    const swept = areaOf(brushed([0, 0], [30, 40], 10))
    expect(swept).toBeGreaterThan(0.98 * (50 * 20 + Math.PI * 100))
    expect(swept).toBeLessThan(50 * 20 + Math.PI * 100)
  })

  test('smoothing keeps the area and drops specks', () => {
    const disc = brushed([0, 0], [0, 0], 10)
    expect(areaOf(smoothed([...disc, ...polygonsOf(boxFrom([50, 50], [50.1, 50.1]))], 0.2))).toBeCloseTo(
      areaOf(disc),
      -1
    )
  })
})

describe('drawing', () => {
  const scale = { pixel: 1, brush: 10 }
  const drag = (kind: ConstructorParameters<typeof Drawing>[0], ...places: Point[]) => {
    const drawing = new Drawing(kind, scale)
    const [first, ...others] = places
    drawing.press(first as Point)
    for (const place of others) drawing.move(place)
    drawing.release(others.at(-1) as Point)
    return drawing
  }

  test('a box takes a drag, two clicks or two key presses', () => {
    expect(drag('rectangle', [10, 20], [30, 30], [40, 60]).completed).toEqual(box)
    const clicked = drag('rectangle', [10, 20], [10, 20])
    expect(clicked.ended).toBe(false)
    clicked.move([30, 30])
    expect(clicked.geometry).toEqual(boxFrom([10, 20], [30, 30]))
    clicked.press([40, 60])
    expect(clicked.ended).toBe(true)
    expect(clicked.completed).toEqual(box)
    const keyed = new Drawing('ellipse', scale)
    keyed.put([0, 0])
    keyed.move([8, 4])
    keyed.put([20, 10])
    expect(keyed.completed).toEqual(ellipseFrom([0, 0], [20, 10]))
  })

  test('a polygon adds corner after corner, but none for the second press of a double click', () => {
    const drawing = new Drawing('polygon', scale)
    for (const corner of [
      [0, 0],
      [100, 0],
      [100, 100],
      [100, 100]
    ] as Point[])
      drawing.press(corner)
    drawing.move([0, 50])
    expect(handlesOf(drawing.geometry as Geometry)).toHaveLength(4)
    drawing.finish()
    expect(areaOf(polygonsOf(drawing.completed as Geometry))).toBeCloseTo(5000)
  })

  test('a polygon ends at its first corner and can drop its last one', () => {
    const drawing = new Drawing('polygon', scale)
    for (const corner of [
      [0, 0],
      [100, 0],
      [70, 70],
      [100, 100]
    ] as Point[])
      drawing.press(corner)
    drawing.back()
    drawing.press([0, 100])
    drawing.press([2, 2])
    expect(drawing.ended).toBe(true)
    expect(handlesOf(drawing.completed as Geometry)).toHaveLength(4)
    for (let times = 0; times < 5; times++) drawing.back()
    expect(drawing.begun).toBe(false)
  })

  test('splits a line that crosses itself into areas without crossings', () => {
    const drawing = new Drawing('polygon', scale)
    for (const corner of [
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 100]
    ] as Point[])
      drawing.press(corner)
    drawing.finish()
    const polygons = polygonsOf(drawing.completed as Geometry)
    expect(polygons).toHaveLength(2)
    expect(areaOf(polygons)).toBeCloseTo(5000)
  })

  test('freehand and brush follow the pointer; a stroke also works by keyboard', () => {
    const circle: Point[] = Array.from({ length: 60 }, (_, step) => [
      Math.cos(step / 9.4) * 100,
      Math.sin(step / 9.4) * 100
    ])
    expect(areaOf(polygonsOf(drag('freehand', ...circle).completed as Geometry))).toBeGreaterThan(30_000)
    const stroke = drag('brush', [0, 0], [50, 0], [100, 0]).completed as Geometry
    expect(areaOf(polygonsOf(stroke))).toBeGreaterThan(2200)
    const keyed = new Drawing('brush', scale)
    keyed.put([0, 0])
    keyed.move([100, 0])
    expect(keyed.ended).toBe(false)
    keyed.put([100, 0])
    expect(areaOf(polygonsOf(keyed.completed as Geometry))).toBeCloseTo(areaOf(polygonsOf(stroke)), -2)
  })

  test('yields nothing for a shape that is too small', () => {
    expect(drag('rectangle', [0, 0], [50, 0]).completed).toBeUndefined()
    const line = new Drawing('line', scale)
    line.press([0, 0])
    line.finish()
    expect(line.completed).toBeUndefined()
    expect(new Drawing('polygon', scale).geometry).toBeUndefined()
  })
})

describe('measurements', () => {
  const run = { grid: { originX: 0, originY: 0, stride: 50, patch: 50, cols: 2, rows: 2 }, mpp: 4 }
  const by = { run, values: Float32Array.of(0.25, 0.75, Number.NaN, 1), threshold: 0.5 }

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
