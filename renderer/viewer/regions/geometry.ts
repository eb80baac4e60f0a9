import type { Bounds, Geometry, RegionKind } from '../../../contract/region.ts'
import {
  contains,
  distance,
  distanceToStretch,
  extentOf,
  type Point,
  type Polygons,
  type Ring
} from './rings.ts'

/** Number of corners when an ellipse is converted to a polygon, the same as in the host. */
const ellipseCorners = 360
/** Rounds to hundredths of a level-0 pixel, the finest precision used here. */
const rounded = (value: number) => Math.round(value * 100) / 100

const flat = (points: readonly Point[]): number[] => points.flatMap(([x, y]) => [rounded(x), rounded(y)])

export function pairs(numbers: readonly number[]): Point[] {
  const points: Point[] = []
  for (let index = 0; index + 1 < numbers.length; index += 2)
    points.push([numbers[index] as number, numbers[index + 1] as number])
  return points
}

export const areaFrom = (polygons: Polygons): Geometry => ({
  type: 'area',
  parts: polygons.map(polygon => polygon.map(flat))
})

export const lineFrom = (points: readonly Point[]): Geometry => ({ type: 'line', points: flat(points) })

export const boxFrom = ([x0, y0]: Point, [x1, y1]: Point): Geometry =>
  areaFrom([
    [
      [
        [Math.min(x0, x1), Math.min(y0, y1)],
        [Math.max(x0, x1), Math.min(y0, y1)],
        [Math.max(x0, x1), Math.max(y0, y1)],
        [Math.min(x0, x1), Math.max(y0, y1)]
      ]
    ]
  ])

/** Returns the ellipse that touches all four sides of a box. */
export const ellipseFrom = ([x0, y0]: Point, [x1, y1]: Point): Geometry => ({
  type: 'ellipse',
  x: rounded((x0 + x1) / 2),
  y: rounded((y0 + y1) / 2),
  radiusX: Math.max(0.01, rounded(Math.abs(x1 - x0) / 2)),
  radiusY: Math.max(0.01, rounded(Math.abs(y1 - y0) / 2)),
  angle: 0
})

/** Returns the area that a geometry covers; empty for lines and points. */
export function polygonsOf(geometry: Geometry): Polygons {
  if (geometry.type === 'area') return geometry.parts.map(part => part.map(pairs))
  if (geometry.type !== 'ellipse') return []
  return [
    [
      Array.from({ length: ellipseCorners }, (_, corner) =>
        onEllipse(geometry, (corner * 2 * Math.PI) / ellipseCorners)
      )
    ]
  ]
}

function onEllipse(
  { x, y, radiusX, radiusY, angle }: Extract<Geometry, { type: 'ellipse' }>,
  around: number
): Point {
  const [right, down] = [radiusX * Math.cos(around), radiusY * Math.sin(around)]
  return [
    x + right * Math.cos(angle) - down * Math.sin(angle),
    y + right * Math.sin(angle) + down * Math.cos(angle)
  ]
}

/**
 * Returns the points that a user can drag: every corner, the ends of an ellipse's axes, the points
 * of a line.
 */
export function handlesOf(geometry: Geometry): Point[] {
  if (geometry.type === 'point') return [[geometry.x, geometry.y]]
  if (geometry.type === 'line') return pairs(geometry.points)
  if (geometry.type === 'ellipse')
    return [0, 1, 2, 3].map(quarter => onEllipse(geometry, (quarter * Math.PI) / 2))
  return geometry.parts.flatMap(part => part.flatMap(pairs))
}

/** Returns every point on the outline of a geometry. */
export const pointsOf = (geometry: Geometry): Point[] =>
  geometry.type === 'ellipse' ? polygonsOf(geometry).flat(2) : handlesOf(geometry)

export function boundsOf(geometry: Geometry): Bounds {
  const { left, top, right, bottom } = extentOf(pointsOf(geometry))
  return { minX: left, minY: top, maxX: right, maxY: bottom }
}

/** Returns the geometry with each point moved; radii stay the same. */
function mapped(geometry: Geometry, place: (point: Point, handle: number) => Point): Geometry {
  if (geometry.type === 'area') {
    let handle = 0
    return areaFrom(
      polygonsOf(geometry).map(part => part.map(ring => ring.map(point => place(point, handle++))))
    )
  }
  if (geometry.type === 'line') return lineFrom(pairs(geometry.points).map(place))
  const [x, y] = place([geometry.x, geometry.y], 0).map(rounded) as Point
  return { ...geometry, x, y }
}

export const moved = (geometry: Geometry, right: number, down: number): Geometry =>
  mapped(geometry, ([x, y]) => [x + right, y + down])

/** Moves one handle. A rectangle stays a rectangle, and an ellipse keeps its centre. */
export function withHandle(geometry: Geometry, kind: RegionKind, handle: number, to: Point): Geometry {
  if (geometry.type === 'ellipse') {
    const reach = Math.max(0.01, rounded(distance([geometry.x, geometry.y], to)))
    return handle % 2 === 0 ? { ...geometry, radiusX: reach } : { ...geometry, radiusY: reach }
  }
  const corners = handlesOf(geometry)
  if (kind === 'rectangle' && corners.length === 4) return boxFrom(corners[(handle + 2) % 4] as Point, to)
  return mapped(geometry, (point, index) => (index === handle ? to : point))
}

/** Removes one corner; returns undefined if too few would be left. */
export function withoutHandle(geometry: Geometry, handle: number): Geometry | undefined {
  if (geometry.type === 'line') {
    const points = pairs(geometry.points)
    return points.length > 2 ? lineFrom(points.filter((_, index) => index !== handle)) : undefined
  }
  if (geometry.type !== 'area') return undefined
  let index = 0
  const rings = polygonsOf(geometry).map(part => part.map(ring => ring.filter(() => index++ !== handle)))
  return rings.flat().every(ring => ring.length >= 3) ? areaFrom(rings) : undefined
}

export interface Edge {
  /** The handle at the start of the edge. */
  handle: number
  distance: number
}

/** Returns the edge nearest to a point; undefined if no edge can take a corner. */
export function nearestEdge(geometry: Geometry, place: Point): Edge | undefined {
  let best: Edge | undefined
  let first = 0
  const take = (line: Point[], closed: boolean) => {
    for (let index = 0; index < line.length - (closed ? 0 : 1); index++) {
      const off = distanceToStretch(place, line[index] as Point, line[(index + 1) % line.length] as Point)
      if (!best || off < best.distance) best = { handle: first + index, distance: off }
    }
    first += line.length
  }
  if (geometry.type === 'line') take(pairs(geometry.points), false)
  else if (geometry.type === 'area') for (const ring of polygonsOf(geometry).flat()) take(ring, true)
  return best
}

/** Inserts a corner after a handle. */
export function withCorner(geometry: Geometry, after: number, place: Point): Geometry {
  const grow = (points: Point[], first: number) => {
    const at = after - first
    return at >= 0 && at < points.length
      ? [...points.slice(0, at + 1), place, ...points.slice(at + 1)]
      : points
  }
  if (geometry.type === 'line') return lineFrom(grow(pairs(geometry.points), 0))
  if (geometry.type !== 'area') return geometry
  let first = 0
  const next = (ring: Ring) => {
    const grown = grow(ring, first)
    first += ring.length
    return grown
  }
  return areaFrom(polygonsOf(geometry).map(part => part.map(next)))
}

/** Whether a point lies in a region, or within `reach` level-0 pixels of its outline. */
export function hits(geometry: Geometry, [x, y]: Point, reach: number): boolean {
  if (geometry.type === 'point') return distance([geometry.x, geometry.y], [x, y]) <= reach * 1.5
  if (geometry.type !== 'line' && contains(polygonsOf(geometry), x, y)) return true
  return (nearestEdge(geometry, [x, y])?.distance ?? Infinity) <= reach
}

/** Converts a geometry to a path in level-0 pixels; the path is empty for a point. */
export function pathOf(geometry: Geometry): Path2D {
  const path = new Path2D()
  const along = (numbers: readonly number[]) => {
    for (let index = 0; index + 1 < numbers.length; index += 2)
      if (index === 0) path.moveTo(numbers[0] as number, numbers[1] as number)
      else path.lineTo(numbers[index] as number, numbers[index + 1] as number)
  }
  if (geometry.type === 'ellipse') {
    const { x, y, radiusX, radiusY, angle } = geometry
    path.ellipse(x, y, radiusX, radiusY, angle, 0, 2 * Math.PI)
  } else if (geometry.type === 'line') along(geometry.points)
  else if (geometry.type === 'area')
    for (const ring of geometry.parts.flat()) {
      along(ring)
      path.closePath()
    }
  return path
}
