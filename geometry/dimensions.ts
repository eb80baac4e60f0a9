import type { Geometry } from '../contract/region.ts'
import { areaOf, outerPoints } from './shape.ts'

/** In level-0 pixels and square level-0 pixels. */
export interface Extent {
  area: number | null
  perimeter: number | null
  largestDiameter: number | null
  length: number | null
}

export function extentOf(geometry: Geometry): Extent {
  const none = { area: null, perimeter: null, largestDiameter: null, length: null }
  if (geometry.type === 'point') return none
  if (geometry.type === 'line')
    return { ...none, length: pathLength(geometry.points), largestDiameter: largestDistance(geometry.points) }
  return {
    area: areaOf(geometry),
    perimeter:
      geometry.type === 'ellipse'
        ? ellipsePerimeter(geometry.radiusX, geometry.radiusY)
        : geometry.parts.flat().reduce((sum, ring) => sum + pathLength([...ring, ring[0]!, ring[1]!]), 0),
    largestDiameter:
      geometry.type === 'ellipse'
        ? 2 * Math.max(geometry.radiusX, geometry.radiusY)
        : largestDistance(outerPoints(geometry)),
    length: null
  }
}

function pathLength(points: number[]): number {
  let length = 0
  for (let i = 2; i < points.length; i += 2)
    length += Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!)
  return length
}

/** Ramanujan's second approximation; the error is below 0.05 % even for the flattest ellipse. */
function ellipsePerimeter(a: number, b: number): number {
  const h = ((a - b) / (a + b)) ** 2
  return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)))
}

/** Greatest distance between two points, both of which lie on the convex hull. */
function largestDistance(points: number[]): number {
  const hull = convexHull(points)
  let largest = 0
  for (let i = 0; i < hull.length; i++)
    for (let j = i + 1; j < hull.length; j++)
      largest = Math.max(largest, Math.hypot(hull[i]![0] - hull[j]![0], hull[i]![1] - hull[j]![1]))
  return largest
}

type Point = [x: number, y: number]

/** Andrew's monotone chain. */
function convexHull(flat: number[]): Point[] {
  const points: Point[] = []
  for (let i = 0; i < flat.length; i += 2) points.push([flat[i]!, flat[i + 1]!])
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (ordered: Point[]) => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length >= 2 && !turnsLeft(chain.at(-2)!, chain.at(-1)!, point)) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return points.length < 3 ? points : [...half(points), ...half(points.reverse())]
}

const turnsLeft = (a: Point, b: Point, c: Point): boolean =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
