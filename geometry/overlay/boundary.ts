import type { LatticeRing, Noded } from './noding.ts'

/**
 * An edge between inside and outside, directed so that the inside is on its left, where y points
 * up.
 */
export interface BoundaryEdge {
  /** Indexes of corners. */
  from: number
  to: number
  /**
   * The next edge below the start, if the face between the two is inside: both bound the same face.
   */
  sameFace: BoundaryEdge | undefined
}

/** Whether a place is inside the result, given whether it is inside each operand. */
export type Rule = (first: boolean, second: boolean) => boolean

/** An edge that the sweep line crosses. */
interface Swept {
  start: number
  end: number
  /** Winding numbers above the edge that are not 0: ring, number, ring, number …, by ring. */
  above: readonly number[]
  /** The edge as a part of the boundary, or the nearest such edge below it. */
  boundary: BoundaryEdge | undefined
  insideAbove: boolean
}

/**
 * Sweeps noded edges from left to right and returns those with inside on one side only. A place is
 * inside a ring where the ring winds around it; inside a part where it is inside the outer ring and
 * no hole; inside an operand where it is inside any part.
 */
export function boundaryOf(edges: Noded, rings: readonly LatticeRing[], rule: Rule): BoundaryEdge[] {
  const { xs, ys, starts, ends } = edges
  const starting: (number[] | undefined)[] = []
  const ending = new Uint32Array(xs.length)
  starts.forEach((start, edge) => {
    ending[ends[edge]!]!++
    const others = starting[start]
    if (others) others.push(edge)
    else starting[start] = [edge]
  })
  const order = Uint32Array.from(xs.keys()).sort((a, b) => xs[a]! - xs[b]! || ys[a]! - ys[b]!)
  const status: Swept[] = []
  const found: BoundaryEdge[] = []
  for (const corner of order) {
    const at = placeIn(status, corner, edges)
    const fresh = (starting[corner] ?? []).sort((a, b) => slopes(edges, b, a))
    const swept: Swept[] = []
    let below = status[at - 1]
    for (const edge of fresh) {
      below = take(edge, below)
      swept.push(below)
    }
    status.splice(at, ending[corner]!, ...swept)
  }
  return found

  function take(edge: number, below: Swept | undefined): Swept {
    const [start, end] = [starts[edge]!, ends[edge]!]
    const above = sumOf(below?.above ?? [], edges.rings[edge]!)
    const insideBelow = below?.insideAbove ?? false
    const insideAbove = isInside(above, rings, rule)
    let boundary = below?.boundary
    if (insideAbove !== insideBelow) {
      boundary = {
        ...(insideAbove ? { from: start, to: end } : { from: end, to: start }),
        sameFace: insideBelow ? boundary : undefined
      }
      found.push(boundary)
    }
    return { start, end, above, boundary, insideAbove }
  }
}

/** Returns the number of edges below a corner; edges that end there are the next in the list. */
function placeIn(status: readonly Swept[], corner: number, { xs, ys }: Noded): number {
  const [x, y] = [xs[corner]!, ys[corner]!]
  let [low, high] = [0, status.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const { start, end } = status[middle]!
    const [fromX, fromY] = [xs[start]!, ys[start]!]
    const isAbove = (xs[end]! - fromX) * (y - fromY) - (ys[end]! - fromY) * (x - fromX) > 0
    if (isAbove) low = middle + 1
    else high = middle
  }
  return low
}

/** Orders edges from one corner to the right: positive if the first is steeper. */
function slopes({ xs, ys, starts, ends }: Noded, a: number, b: number): number {
  const [x, y] = [xs[starts[a]!]!, ys[starts[a]!]!]
  const [aEnd, bEnd] = [ends[a]!, ends[b]!]
  return (xs[aEnd]! - x) * (ys[bEnd]! - y) - (ys[aEnd]! - y) * (xs[bEnd]! - x)
}

/** Adds the directions of an edge's rings to the winding numbers below it. */
function sumOf(below: readonly number[], rings: readonly number[]): number[] {
  const sum: number[] = []
  let [i, k] = [0, 0]
  while (i < below.length || k < rings.length) {
    const [ring, other] = [below[i] ?? Infinity, rings[k] ?? Infinity]
    const first = Math.min(ring, other)
    let number = 0
    if (ring === first) {
      number += below[i + 1]!
      i += 2
    }
    if (other === first) {
      number += rings[k + 1]!
      k += 2
    }
    if (number !== 0) sum.push(first, number)
  }
  return sum
}

function isInside(windings: readonly number[], rings: readonly LatticeRing[], rule: Rule): boolean {
  const inside = [false, false]
  // The rings of a part follow each other.
  let [part, outer, hole] = [-1, false, false]
  let operand: 0 | 1 = 0
  const close = () => {
    if (outer && !hole) inside[operand] = true
  }
  for (let i = 0; i < windings.length; i += 2) {
    const ring = rings[windings[i]!]!
    if (ring.part !== part) {
      close()
      ;[part, outer, hole, operand] = [ring.part, false, false, ring.operand]
    }
    if (ring.hole) hole = true
    else outer = true
  }
  close()
  return rule(inside[0]!, inside[1]!)
}
