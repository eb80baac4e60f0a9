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
  test('a corner of a rectangle moves its two sides, past the opposite corner too', () => {
    expect(withHandle(box, 'rectangle', 2, [50, 70])).toEqual(boxFrom([10, 20], [50, 70]))
    expect(withHandle(box, 'rectangle', 0, [45, 65])).toEqual(boxFrom([40, 60], [45, 65]))
  })

  test('a corner of a polygon moves alone, one of a hole as well', () => {
    expect(handlesOf(withHandle(triangle, 'polygon', 1, [20, 1]))[1]).toEqual([20, 1])
    const changed = withHandle(holed, 'polygon', 4, [3, 3])
    expect(handlesOf(changed)[4]).toEqual([3, 3])
    expect(handlesOf(changed).filter((_, index) => index !== 4)).toEqual(
      handlesOf(holed).filter((_, index) => index !== 4)
    )
  })

  test('an ellipse keeps its centre, whichever way it is turned', () => {
    const turned = { ...ellipseFrom([0, 0], [20, 10]), angle: Math.PI / 2 } as Geometry
    expect(handlesOf(turned)[0]?.map(Math.round)).toEqual([10, 15])
    expect(withHandle(turned, 'ellipse', 0, [10, 25])).toMatchObject({ x: 10, y: 5, radiusX: 20, radiusY: 5 })
    expect(withHandle(turned, 'ellipse', 1, [2, 5])).toMatchObject({ radiusX: 10, radiusY: 8 })
  })

  test('no ring goes below three corners, no line below two points', () => {
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

  test('a new corner comes on the nearest edge, in its own ring', () => {
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

describe('places', () => {
  test('moving moves every point, and the bounds', () => {
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

  test('inside hits, in a hole does not, near a line does', () => {
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

  test('two that overlap become one; what is taken off is gone', () => {
    expect(areaOf(merged([left, right]))).toBeCloseTo(150)
    expect(areaOf(subtracted(left, right))).toBeCloseTo(50)
    expect(subtracted(left, polygonsOf(boxFrom([-1, -1], [11, 11])))).toEqual([])
    expect(merged([left, polygonsOf(boxFrom([20, 0], [30, 10]))])).toHaveLength(2)
    expect(merged([])).toEqual([])
  })

  test('a brush covers a disc where it stands, and a stadium where it goes', () => {
    expect(areaOf(brushed([0, 0], [0, 0], 10))).toBeGreaterThan(300)
    expect(areaOf(brushed([0, 0], [0, 0], 10))).toBeLessThan(Math.PI * 100)
    const swept = areaOf(brushed([0, 0], [30, 40], 10))
    expect(swept).toBeGreaterThan(0.98 * (50 * 20 + Math.PI * 100))
    expect(swept).toBeLessThan(50 * 20 + Math.PI * 100)
  })

  test('smoothing leaves the area as it is, and drops specks', () => {
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

  test('a box is dragged, or made of two clicks, or of two keys', () => {
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

  test('a polygon takes corner after corner; the second press of a double click is none', () => {
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

  test('a polygon ends at its first corner, and gives its last one back', () => {
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

  test('lines that cross make an area without them', () => {
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

  test('freehand and brush follow the pointer, and a stroke by keys as well', () => {
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

  test('too little is nothing', () => {
    expect(drag('rectangle', [0, 0], [50, 0]).completed).toBeUndefined()
    const line = new Drawing('line', scale)
    line.press([0, 0])
    line.finish()
    expect(line.completed).toBeUndefined()
    expect(new Drawing('polygon', scale).geometry).toBeUndefined()
  })
})

describe('measures', () => {
  const run = { grid: { originX: 0, originY: 0, stride: 50, patch: 50, cols: 2, rows: 2 }, mpp: 4 }
  const by = { run, values: Float32Array.of(0.25, 0.75, Number.NaN, 1), threshold: 0.5 }

  test('of an area: in mm, with the patches inside', () => {
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

  test('of a line its length, of a point nothing', () => {
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
