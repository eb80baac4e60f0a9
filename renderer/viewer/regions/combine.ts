import { difference, type Geom, union } from 'polyclip-ts'
import { areaOf, type Point, type Polygons, type Ring, simplify } from './rings.ts'

const closed = (ring: Ring): Ring => [...ring, ring[0] as Point]
const asGeometry = (polygons: Polygons): Geom => polygons.map(polygon => polygon.map(closed))
const fromGeometry = (polygons: Polygons): Polygons =>
  polygons.map(polygon => polygon.map(ring => ring.slice(0, -1)))

/** Union of all polygons. */
export const merged = ([first, ...others]: Polygons[]): Polygons =>
  first ? fromGeometry(union(asGeometry(first), ...others.map(asGeometry))) : []

/** The first polygons without the others. */
export const subtracted = (first: Polygons, ...others: Polygons[]): Polygons =>
  fromGeometry(difference(asGeometry(first), ...others.map(asGeometry)))

/** Returns the area that a round brush covers between two points. */
export function brushed(from: Point, to: Point, radius: number): Polygons {
  const sides = 24
  const ahead = Math.atan2(to[1] - from[1], to[0] - from[0])
  const at = ([x, y]: Point, angle: number): Point => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle)
  ]
  const ring: Ring = []
  for (let side = 0; side < sides; side++) {
    const angle = ahead - Math.PI / 2 + (side * 2 * Math.PI) / sides
    // The front half circle lies around the end, the back half around the start.
    ring.push(at(side <= sides / 2 ? to : from, angle))
  }
  ring.push(at(from, ahead - Math.PI / 2))
  return [[from[0] === to[0] && from[1] === to[1] ? ring.slice(0, -1) : ring]]
}

/** Simplifies polygons and removes rings that vanish at this tolerance. */
export function smoothed(polygons: Polygons, tolerance: number): Polygons {
  const rings = (polygon: Ring[]) =>
    polygon
      .map(ring => simplify(closed(ring), tolerance).slice(0, -1))
      .filter(ring => ring.length > 2 && areaOf([[ring]]) > tolerance ** 2)
  return polygons.map(rings).filter(polygon => polygon.length > 0)
}
