import type { Geometry } from '../contract/review/region.ts'
import { snapped } from './overlay/lattice.ts'
import { flatten, type Point, pointsOf, simplify } from './points.ts'
import { doubleArea, type Parts } from './shape.ts'

/** Returns an area with its corners on the lattice of stored areas. */
export const areaFrom = (parts: Parts): Geometry => ({
  type: 'area',
  parts: parts.map(part => part.map(ring => ring.map(snapped)))
})

/** Returns an area of one part: its outer ring followed by its holes. */
export const polygonFrom = (...rings: Point[][]): Geometry => ({ type: 'area', parts: [rings.map(flatten)] })

export const lineFrom = (points: readonly Point[]): Geometry => ({ type: 'line', points: flatten(points) })

/** Returns the rectangle between two opposite corners. */
export function boxFrom([x0, y0]: Point, [x1, y1]: Point): Geometry {
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)]
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)]
  return areaFrom([[[left, top, right, top, right, bottom, left, bottom]]])
}

/** Returns the ellipse that touches all four sides of a box. */
export const ellipseFrom = ([x0, y0]: Point, [x1, y1]: Point): Geometry => ({
  type: 'ellipse',
  x: snapped((x0 + x1) / 2),
  y: snapped((y0 + y1) / 2),
  radiusX: Math.max(1 / 64, snapped(Math.abs(x1 - x0) / 2)),
  radiusY: Math.max(1 / 64, snapped(Math.abs(y1 - y0) / 2)),
  angle: 0
})

/** Returns the area that a round brush covers between two points. */
export function brushed(from: Point, to: Point, radius: number): Parts {
  const sides = 24
  const ahead = Math.atan2(to[1] - from[1], to[0] - from[0])
  const at = ([x, y]: Point, angle: number): Point => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle)
  ]
  const ring: Point[] = []
  for (let side = 0; side < sides; side++) {
    const angle = ahead - Math.PI / 2 + (side * 2 * Math.PI) / sides
    // The front half circle lies around the end, the back half around the start.
    ring.push(at(side <= sides / 2 ? to : from, angle))
  }
  ring.push(at(from, ahead - Math.PI / 2))
  return [[(from[0] === to[0] && from[1] === to[1] ? ring.slice(0, -1) : ring).flat()]]
}

/** Simplifies an area and removes rings that vanish at this tolerance. */
export function smoothed(parts: Parts, tolerance: number): Parts {
  const simple = (ring: number[]) =>
    simplify(pointsOf([...ring, ring[0]!, ring[1]!]), tolerance)
      .slice(0, -1)
      .flat()
  const isLarge = (ring: number[]) => ring.length > 4 && Math.abs(doubleArea(ring)) / 2 > tolerance ** 2
  return parts.map(part => part.map(simple).filter(isLarge)).filter(part => part.length > 0)
}
