import type { Geometry } from '../contract/review/region.ts'
import { distance, distanceToSegment, type Point, pointsOf } from './points.ts'
import { type Parts, partsOf } from './shape.ts'

/** Whether a point lies inside, by the even-odd rule, so that holes count as outside. */
export function contains(parts: Parts, x: number, y: number): boolean {
  let inside = false
  for (const ring of parts.flat()) {
    let [fromX, fromY] = [ring.at(-2)!, ring.at(-1)!]
    for (let i = 0; i < ring.length; i += 2) {
      const [toX, toY] = [ring[i]!, ring[i + 1]!]
      if (toY > y !== fromY > y && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) inside = !inside
      fromX = toX
      fromY = toY
    }
  }
  return inside
}

export interface NearestEdge {
  /** The handle at the start of the edge. */
  handle: number
  distance: number
}

/** Returns the edge nearest to a point; undefined if no edge can take a corner. */
export function nearestEdge(geometry: Geometry, place: Point): NearestEdge | undefined {
  let best: NearestEdge | undefined
  let first = 0
  const take = (line: Point[], closed: boolean) => {
    for (let index = 0; index < line.length - (closed ? 0 : 1); index++) {
      const off = distanceToSegment(place, line[index]!, line[(index + 1) % line.length]!)
      if (!best || off < best.distance) best = { handle: first + index, distance: off }
    }
    first += line.length
  }
  if (geometry.type === 'line') take(pointsOf(geometry.points), false)
  else if (geometry.type === 'area') for (const ring of geometry.parts.flat()) take(pointsOf(ring), true)
  return best
}

/** Whether a point lies in a region, or within `reach` level-0 pixels of its outline. */
export function hits(geometry: Geometry, [x, y]: Point, reach: number): boolean {
  if (geometry.type === 'point') return distance([geometry.x, geometry.y], [x, y]) <= reach * 1.5
  if (geometry.type !== 'line' && contains(partsOf(geometry), x, y)) return true
  return (nearestEdge(geometry, [x, y])?.distance ?? Infinity) <= reach
}
