import type { Geometry, Ring } from '../../contract/review/region.ts'
import { withoutStraightCorners } from '../overlay/lattice.ts'
import { doubleArea, type Parts } from '../shape.ts'

/**
 * Returns a text that is the same for equal shapes, whatever the order of their parts, and the
 * direction and first corner of their rings.
 */
export function canonicalShape(geometry: Geometry): string {
  switch (geometry.type) {
    case 'area':
      return `area ${canonicalParts(geometry.parts)}`
    case 'ellipse': {
      const { x, y, radiusX, radiusY, angle } = geometry
      return `ellipse ${[x, y, radiusX, radiusY, angle].join(' ')}`
    }
    case 'line':
      return `line ${geometry.points.join(' ')}`
    case 'point':
      return `point ${geometry.x} ${geometry.y}`
  }
}

/** {@link canonicalShape} of an area without corners in the middle of a straight edge. */
export const canonicalParts = (parts: Parts): string =>
  parts
    .map(([outer, ...holes]) =>
      [canonicalRing(outer!, 1), ...holes.map(hole => canonicalRing(hole, -1)).sort()].join(';')
    )
    .sort()
    .join('|')

/** @param direction 1 for an outer ring, −1 for a hole */
function canonicalRing(ring: Ring, direction: 1 | -1): string {
  const corners = withoutStraightCorners(ring)
  if (corners.length < 6) return ''
  let first = 0
  for (let i = 2; i < corners.length; i += 2)
    if (
      corners[i]! < corners[first]! ||
      (corners[i] === corners[first] && corners[i + 1]! < corners[first + 1]!)
    )
      first = i
  const step = doubleArea(corners) * direction > 0 ? 2 : -2
  const ordered: number[] = []
  for (let k = 0, i = first; k < corners.length; k += 2) {
    ordered.push(corners[i]!, corners[i + 1]!)
    i = (i + step + corners.length) % corners.length
  }
  return ordered.join(' ')
}
