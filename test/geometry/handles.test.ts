import { describe, expect, test } from 'vitest'
import type { Geometry } from '../../contract/review/region.ts'
import { boxFrom, ellipseFrom, lineFrom } from '../../geometry/drawn.ts'
import { handlesOf, moved, withCorner, withHandle, withoutHandle } from '../../geometry/handles.ts'
import { hits, nearestEdge } from '../../geometry/hit.ts'
import { areaOf, boundsOf, partsOf } from '../../geometry/shape.ts'

const box = boxFrom([10, 20], [40, 60])
const triangle: Geometry = { type: 'area', parts: [[[0, 0, 10, 0, 0, 10]]] }
const holed: Geometry = {
  type: 'area',
  parts: [
    [
      [0, 0, 10, 0, 10, 10, 0, 10],
      [4, 4, 6, 4, 6, 6, 4, 6]
    ]
  ]
}

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
    expect(partsOf(grown)[0]?.map(ring => ring.length / 2)).toEqual([4, 5])
    expect(areaOf(grown)).toBe(areaOf(holed))
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
