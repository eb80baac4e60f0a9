import type { Ring } from '../contract/review/region.ts'

interface Segment {
  x0: number
  y0: number
  x1: number
  y1: number
  ring: number
  index: number
}

/**
 * Whether any two edges of the rings cross or overlap; neighbouring edges may share their corner.
 */
export function crossesItself(rings: Ring[]): boolean {
  const segments = rings.flatMap(segmentsOf)
  // Sweeps from left to right, to compare only edges that overlap in x.
  segments.sort((a, b) => Math.min(a.x0, a.x1) - Math.min(b.x0, b.x1))
  let active: Segment[] = []
  for (const segment of segments) {
    const from = Math.min(segment.x0, segment.x1)
    active = active.filter(other => Math.max(other.x0, other.x1) >= from)
    for (const other of active)
      if (overlapY(segment, other) && crosses(segment, other, rings[segment.ring]!.length / 2)) return true
    active.push(segment)
  }
  return false
}

const segmentsOf = (ring: Ring, number: number): Segment[] =>
  Array.from({ length: ring.length / 2 }, (_, index) => ({
    x0: ring[2 * index]!,
    y0: ring[2 * index + 1]!,
    x1: ring[(2 * index + 2) % ring.length]!,
    y1: ring[(2 * index + 3) % ring.length]!,
    ring: number,
    index
  }))

const overlapY = (a: Segment, b: Segment): boolean =>
  Math.max(a.y0, a.y1) >= Math.min(b.y0, b.y1) && Math.max(b.y0, b.y1) >= Math.min(a.y0, a.y1)

function crosses(a: Segment, b: Segment, corners: number): boolean {
  const apart = Math.abs(a.index - b.index)
  const neighbours = a.ring === b.ring && (apart === 1 || apart === corners - 1)
  const [b0, b1] = [side(a, b.x0, b.y0), side(a, b.x1, b.y1)]
  const [a0, a1] = [side(b, a.x0, a.y0), side(b, a.x1, a.y1)]
  // Collinear: neighbours that double back, or overlapping edges.
  if (b0 === 0 && b1 === 0) return along(a, b) > 0
  if (neighbours) return false
  // Different rings may touch at a corner; within a ring, even a corner on another edge counts.
  if (a.ring === b.ring) return b0 * b1 <= 0 && a0 * a1 <= 0
  return b0 * b1 < 0 && a0 * a1 < 0
}

/** Side of the segment's line on which a point lies; 0 on the line. */
const side = (s: Segment, x: number, y: number): number =>
  Math.sign((s.x1 - s.x0) * (y - s.y0) - (s.y1 - s.y0) * (x - s.x0))

/** Length of the overlap of two collinear segments, along their longer axis. */
function along(a: Segment, b: Segment): number {
  const wide = Math.abs(a.x1 - a.x0) >= Math.abs(a.y1 - a.y0)
  const [a0, a1, b0, b1] = wide ? [a.x0, a.x1, b.x0, b.x1] : [a.y0, a.y1, b.y0, b.y1]
  return Math.min(Math.max(a0, a1), Math.max(b0, b1)) - Math.max(Math.min(a0, a1), Math.min(b0, b1))
}
