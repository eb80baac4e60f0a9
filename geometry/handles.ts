import type { Geometry, RegionKind } from '../contract/review/region.ts'
import { boxFrom, lineFrom } from './drawn.ts'
import { snapped } from './overlay/lattice.ts'
import { distance, flatten, type Point, pointsOf } from './points.ts'
import { ellipsePoint } from './shape.ts'

/**
 * Returns the points that a user can drag: every corner, the ends of an ellipse's axes, the points
 * of a line.
 */
export function handlesOf(geometry: Geometry): Point[] {
  if (geometry.type === 'point') return [[geometry.x, geometry.y]]
  if (geometry.type === 'line') return pointsOf(geometry.points)
  if (geometry.type === 'ellipse')
    return [0, 1, 2, 3].map(quarter => ellipsePoint(geometry, (quarter * Math.PI) / 2))
  return geometry.parts.flatMap(part => part.flatMap(pointsOf))
}

/**
 * Returns an area with other points in its rings.
 * @param first handle at the start of the ring
 */
function withRings(
  geometry: Extract<Geometry, { type: 'area' }>,
  change: (ring: Point[], first: number) => Point[]
): Extract<Geometry, { type: 'area' }> {
  let first = 0
  const next = (ring: number[]) => {
    const changed = flatten(change(pointsOf(ring), first))
    first += ring.length / 2
    return changed
  }
  return { type: 'area', parts: geometry.parts.map(part => part.map(next)) }
}

/** Returns the geometry with each point moved; radii stay the same. */
function mapped(geometry: Geometry, place: (point: Point, handle: number) => Point): Geometry {
  if (geometry.type === 'area')
    return withRings(geometry, (ring, first) => ring.map((point, index) => place(point, first + index)))
  if (geometry.type === 'line') return lineFrom(pointsOf(geometry.points).map(place))
  const [x, y] = place([geometry.x, geometry.y], 0)
  return { ...geometry, x: snapped(x), y: snapped(y) }
}

export const moved = (geometry: Geometry, right: number, down: number): Geometry =>
  mapped(geometry, ([x, y]) => [x + right, y + down])

/** Moves one handle. A rectangle stays a rectangle, and an ellipse keeps its centre. */
export function withHandle(geometry: Geometry, kind: RegionKind, handle: number, to: Point): Geometry {
  if (geometry.type === 'ellipse') {
    const reach = Math.max(1 / 64, snapped(distance([geometry.x, geometry.y], to)))
    return handle % 2 === 0 ? { ...geometry, radiusX: reach } : { ...geometry, radiusY: reach }
  }
  const corners = handlesOf(geometry)
  if (kind === 'rectangle' && corners.length === 4) return boxFrom(corners[(handle + 2) % 4]!, to)
  return mapped(geometry, (point, index) => (index === handle ? to : point))
}

/** Removes one corner; returns undefined if too few would be left. */
export function withoutHandle(geometry: Geometry, handle: number): Geometry | undefined {
  if (geometry.type === 'line') {
    const points = pointsOf(geometry.points)
    return points.length > 2 ? lineFrom(points.filter((_, index) => index !== handle)) : undefined
  }
  if (geometry.type !== 'area') return undefined
  const area = withRings(geometry, (ring, first) => ring.filter((_, index) => first + index !== handle))
  return area.parts.flat().every(ring => ring.length >= 6) ? area : undefined
}

/** Inserts a corner after a handle. */
export function withCorner(geometry: Geometry, after: number, corner: Point): Geometry {
  const grow = (points: Point[], first: number) => {
    const at = after - first
    return at >= 0 && at < points.length
      ? [...points.slice(0, at + 1), corner, ...points.slice(at + 1)]
      : points
  }
  if (geometry.type === 'line') return lineFrom(grow(pointsOf(geometry.points), 0))
  return geometry.type === 'area' ? withRings(geometry, grow) : geometry
}
