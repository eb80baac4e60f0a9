import { describe, expect, test } from 'vitest'
import type { Geometry, RegionKind } from '../../contract/review/region.ts'
import { areaOf, boundsOf } from '../../geometry/shape.ts'
import { canonicalShape } from '../../geometry/storing/canonical.ts'
import { storable, Unstorable } from '../../geometry/storing/storable.ts'

const slide = { width: 1000, height: 800 }
const area = (...parts: number[][][]): Geometry => ({ type: 'area', parts })
const box = (x: number, y: number, edge: number) => [x, y, x + edge, y, x + edge, y + edge, x, y + edge]
const stored = (kind: RegionKind, geometry: Geometry) => storable(kind, geometry, slide)

describe('cuts what extends beyond the slide', () => {
  test.each<[string, RegionKind, Geometry, RegionKind, number | null]>([
    ['a rectangle, which stays one', 'rectangle', area([box(900, 700, 500)]), 'rectangle', 10_000],
    ['a rectangle around the slide', 'rectangle', area([box(-1e6, -1e6, 3e6)]), 'rectangle', 800_000],
    ['a hole', 'polygon', area([box(-100, -100, 200), box(-50, -50, 100)]), 'polygon', 7500],
    ['parts on both sides', 'brush', area([box(-50, 0, 100)], [box(950, 0, 100)]), 'brush', 10_000],
    [
      'an ellipse, which is a polygon then',
      'ellipse',
      { type: 'ellipse', x: 0, y: 400, radiusX: 100, radiusY: 50, angle: 0 },
      'polygon',
      7853
    ],
    ['a line', 'line', { type: 'line', points: [-100, 100, 100, 100, 100, 900] }, 'line', null]
  ])('%s', (_, kind, geometry, becomes, pixels) => {
    const found = stored(kind, geometry)
    expect(found).toMatchObject({ kind: becomes, clipped: true })
    const { minX, minY, maxX, maxY } = boundsOf(found.geometry)
    expect(Math.min(minX, minY)).toBeGreaterThanOrEqual(0)
    expect(maxX).toBeLessThanOrEqual(slide.width)
    expect(maxY).toBeLessThanOrEqual(slide.height)
    if (pixels === null) expect(areaOf(found.geometry)).toBeNull()
    else expect(areaOf(found.geometry)).toBeCloseTo(pixels, -1)
  })

  test('connects the places where a line leaves the slide and returns', () => {
    expect(
      stored('line', { type: 'line', points: [100, 100, 100, -100, 300, -100, 300, 100] }).geometry
    ).toEqual({
      type: 'line',
      points: [100, 100, 100, 0, 300, 0, 300, 100]
    })
  })

  test('an ellipse that touches the border stays one', () => {
    const ellipse: Geometry = { type: 'ellipse', x: 100, y: 400, radiusX: 100, radiusY: 50, angle: 0 }
    expect(stored('ellipse', ellipse)).toEqual({
      kind: 'ellipse',
      geometry: ellipse,
      clipped: false,
      repaired: false
    })
  })
})

test.each<[string, RegionKind, Geometry, RegExp]>([
  ['a point outside', 'point', { type: 'point', x: 1001, y: 1 }, /outside the slide/],
  ['an area outside', 'polygon', area([box(2000, 0, 10)]), /outside the slide/],
  ['an area of which the slide has one edge', 'polygon', area([box(1000, 0, 10)]), /encloses no area/],
  ['a flat area', 'polygon', area([[0, 0, 10, 10, 20, 20]]), /encloses no area/],
  ['an area that its hole fills', 'polygon', area([box(0, 0, 10), box(-1, -1, 12)]), /encloses no area/],
  ['a line without length', 'line', { type: 'line', points: [5, 5, 5, 5] }, /without length/],
  ['a line that touches a corner', 'line', { type: 'line', points: [-10, 10, 10, -10] }, /outside|length/],
  ['another shape than its kind', 'rectangle', { type: 'point', x: 1, y: 1 }, /of the kind rectangle/]
])('refuses %s', (_, kind, geometry, reason) => {
  expect(() => stored(kind, geometry)).toThrow(Unstorable)
  expect(() => stored(kind, geometry)).toThrow(reason)
})

test('a valid area keeps its first corner and those on straight edges, and runs clockwise', () => {
  const corners = [20, 20, 20, 10, 15, 10, 10, 10, 10, 20]
  const { geometry, repaired } = stored('polygon', area([corners]))
  expect(geometry).toEqual(area([[20, 20, 10, 20, 10, 10, 15, 10, 20, 10]]))
  expect(repaired).toBe(false)
})

test('storing a stored shape changes nothing', () => {
  for (const given of [
    area([[0.1, 0.7, 333.33, 5.01, 100.9, 777.77, 500, 3]]),
    area([box(-10, -10, 100), box(20, 20, 200)], [box(50, 50, 100)])
  ]) {
    const once = stored('polygon', given)
    expect(stored('polygon', once.geometry)).toEqual({ ...once, clipped: false, repaired: false })
  }
})

test('equal areas have one canonical text, whatever the order of parts, holes and corners', () => {
  const [a, b] = [
    area([box(0, 0, 100), box(10, 10, 10), box(50, 50, 10)], [box(200, 0, 10)]),
    area([[210, 10, 200, 10, 200, 0, 205, 0, 210, 0]], [box(0, 0, 100), box(50, 50, 10), box(10, 10, 10)])
  ]
  expect(canonicalShape(a)).toBe(canonicalShape(b))
  expect(canonicalShape(a)).not.toBe(canonicalShape(area([box(0, 0, 100)], [box(200, 0, 10)])))
})
