import { difference, type Geom, union } from 'polyclip-ts'
import { areaOf, type Point, type Polygons, type Ring, simplify } from './rings.ts'

const closed = (ring: Ring): Ring => [...ring, ring[0] as Point]
const asGeometry = (polygons: Polygons): Geom => polygons.map(polygon => polygon.map(closed))
const fromGeometry = (polygons: Polygons): Polygons =>
  polygons.map(polygon => polygon.map(ring => ring.slice(0, -1)))

/** Everything that is in any of them. */
export const merged = ([first, ...others]: Polygons[]): Polygons =>
  first ? fromGeometry(union(asGeometry(first), ...others.map(asGeometry))) : []

/** What is in the first and in none of the others. */
export const subtracted = (first: Polygons, ...others: Polygons[]): Polygons =>
  fromGeometry(difference(asGeometry(first), ...others.map(asGeometry)))

/** What a round brush covers on its way from one place to another. */
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
    // The front half around the end, the back half around the beginning.
    ring.push(at(side <= sides / 2 ? to : from, angle))
  }
  ring.push(at(from, ahead - Math.PI / 2))
  return [[from[0] === to[0] && from[1] === to[1] ? ring.slice(0, -1) : ring]]
}

/** The same polygons with fewer corners; rings that are nothing at that tolerance go. */
export function smoothed(polygons: Polygons, tolerance: number): Polygons {
  const rings = (polygon: Ring[]) =>
    polygon
      .map(ring => simplify(closed(ring), tolerance).slice(0, -1))
      .filter(ring => ring.length > 2 && areaOf([[ring]]) > tolerance ** 2)
  return polygons.map(rings).filter(polygon => polygon.length > 0)
}
