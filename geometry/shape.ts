import type { Bounds, Geometry, Ring } from '../contract/review/region.ts'
import type { Point } from './points.ts'

/** Parts of an area, each with its outer ring followed by its holes. */
export type Parts = Ring[][]

/**
 * Corners of the polygon that approximates an ellipse; the error is below 0.004 % of the radius.
 */
const corners = 360

export type Ellipse = Extract<Geometry, { type: 'ellipse' }>

/** Returns a point on an ellipse; `turn` 0 is the end of its first radius. */
export function ellipsePoint({ x, y, radiusX, radiusY, angle }: Ellipse, turn: number): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [along, across] = [radiusX * Math.cos(turn), radiusY * Math.sin(turn)]
  return [x + along * cos - across * sin, y + along * sin + across * cos]
}

/** Returns the polygon that approximates an ellipse. */
export function ellipseRing(ellipse: Ellipse): Ring {
  const ring: Ring = []
  for (let i = 0; i < corners; i++) ring.push(...ellipsePoint(ellipse, (2 * Math.PI * i) / corners))
  return ring
}

/** Whether a geometry covers an area; lines and points do not. */
export const hasArea = ({ type }: Geometry): boolean => type === 'area' || type === 'ellipse'

/** Returns the area of a geometry as polygons; empty for lines and points. */
export function partsOf(geometry: Geometry): Parts {
  if (geometry.type === 'area') return geometry.parts
  return geometry.type === 'ellipse' ? [[ellipseRing(geometry)]] : []
}

/** Returns all outline points as x, y, x, y …: outer rings only, because holes lie inside them. */
export function outerPoints(geometry: Geometry): number[] {
  if (geometry.type === 'point') return [geometry.x, geometry.y]
  if (geometry.type === 'line') return geometry.points
  const parts = partsOf(geometry)
  return parts.length === 1 ? parts[0]![0]! : parts.flatMap(([outer]) => outer!)
}

export function boundsOf(geometry: Geometry): Bounds {
  if (geometry.type === 'ellipse') {
    const { x, y, radiusX, radiusY, angle } = geometry
    const reachX = Math.hypot(radiusX * Math.cos(angle), radiusY * Math.sin(angle))
    const reachY = Math.hypot(radiusX * Math.sin(angle), radiusY * Math.cos(angle))
    return { minX: x - reachX, minY: y - reachY, maxX: x + reachX, maxY: y + reachY }
  }
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  const points = outerPoints(geometry)
  for (let i = 0; i < points.length; i += 2) {
    bounds.minX = Math.min(bounds.minX, points[i]!)
    bounds.maxX = Math.max(bounds.maxX, points[i]!)
    bounds.minY = Math.min(bounds.minY, points[i + 1]!)
    bounds.maxY = Math.max(bounds.maxY, points[i + 1]!)
  }
  return bounds
}

/** Returns twice the area of a ring, positive if the ring runs clockwise as seen on the slide. */
export function doubleArea(ring: Ring): number {
  let sum = 0
  let [x, y] = [ring.at(-2)!, ring.at(-1)!]
  for (let i = 0; i < ring.length; i += 2) {
    sum += x * ring[i + 1]! - ring[i]! * y
    x = ring[i]!
    y = ring[i + 1]!
  }
  return sum
}

/** Returns the area in square level-0 pixels; null for lines and points. */
export function areaOf(geometry: Geometry): number | null {
  if (geometry.type === 'ellipse') return Math.PI * geometry.radiusX * geometry.radiusY
  if (geometry.type !== 'area') return null
  let area = 0
  for (const [outer, ...holes] of geometry.parts) {
    area += Math.abs(doubleArea(outer!)) / 2
    for (const hole of holes) area -= Math.abs(doubleArea(hole)) / 2
  }
  return area
}
