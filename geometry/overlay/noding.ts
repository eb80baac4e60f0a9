import { CellIndex } from './cell-index.ts'
import { farthest } from './lattice.ts'

/** A ring in steps of the lattice, and what it bounds. */
export interface LatticeRing {
  points: readonly number[]
  /** 0 for an area, 1 for the area that is subtracted from it. */
  operand: 0 | 1
  /** Number of the part that the ring belongs to. */
  part: number
  /** Whether the ring is a hole of its part. */
  hole: boolean
}

/** Edges that meet only at their ends. */
export interface Noded {
  xs: number[]
  ys: number[]
  /** Start and end of each edge, as indexes of corners; the start is to the left, or below. */
  starts: number[]
  ends: number[]
  /** Rings along each edge, each with its direction: a list ring, sum, ring, sum … */
  rings: number[][]
}

/** Thrown if rings cross more often than any outline of tissue. */
export class TooManyCrossings extends Error {}

const mostCrossings = 200_000

/**
 * Splits rings where they cross or touch, by snap rounding (J. D. Hobby, Practical segment
 * intersection with finite precision output, 1999): crossings move to the nearest corner of the
 * lattice, and every edge that passes through the square around a corner in use is bent to it.
 * Edges that are noded in this way never cross.
 * @throws TooManyCrossings
 */
export function noded(rings: readonly LatticeRing[]): Noded {
  const segments = segmentsOf(rings)
  const corners = new Corners()
  for (let i = 0; i < segments.length; i += 5) corners.at(segments[i]!, segments[i + 1]!)
  const meanEdge = meanOf(segments)
  addCrossings(segments, meanEdge, corners)
  const index = new CellIndex(corners.xs, corners.ys, meanEdge)
  const edges = new Edges(corners)
  for (let i = 0; i < segments.length; i += 5) {
    const path = cornersAlong(segments, i, corners, index)
    for (let k = 1; k < path.length; k++) edges.add(path[k - 1]!, path[k]!, segments[i + 4]!)
  }
  return edges.result()
}

/** Returns the edges of all rings as x0, y0, x1, y1, ring. */
function segmentsOf(rings: readonly LatticeRing[]): number[] {
  const segments: number[] = []
  rings.forEach(({ points }, ring) => {
    for (let i = 0; i < points.length; i += 2)
      segments.push(
        points[i]!,
        points[i + 1]!,
        points[(i + 2) % points.length]!,
        points[(i + 3) % points.length]!,
        ring
      )
  })
  return segments
}

function meanOf(segments: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < segments.length; i += 5)
    sum += Math.abs(segments[i + 2]! - segments[i]!) + Math.abs(segments[i + 3]! - segments[i + 1]!)
  return (5 * sum) / segments.length
}

/** Corners in use, each once. */
class Corners {
  readonly xs: number[] = []
  readonly ys: number[] = []
  readonly #known = new Map<number, number>()

  at(x: number, y: number): number {
    const key = (x + farthest) * (2 * farthest + 1) + y + farthest
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, this.xs.length)
    this.xs.push(x)
    this.ys.push(y)
    return this.xs.length - 1
  }
}

/** Adds the corner next to each crossing of two segments; shared ends are corners already. */
function addCrossings(segments: readonly number[], meanEdge: number, corners: Corners): void {
  const before = corners.xs.length
  const count = segments.length / 5
  const xs: number[] = []
  const ys: number[] = []
  for (let s = 0; s < count; s++) {
    xs.push(segments[5 * s]!)
    ys.push(segments[5 * s + 1]!)
  }
  const cells = new CellIndex(xs, ys, meanEdge)
  const inCells = new Map<number, number[]>()
  for (let s = 0; s < count; s++) {
    const at = 5 * s
    cells.along(segments[at]!, segments[at + 1]!, segments[at + 2]!, segments[at + 3]!, cell => {
      const others = inCells.get(cell)
      if (!others) {
        inCells.set(cell, [s])
        return
      }
      for (const other of others) crossing(segments, s, other, corners)
      others.push(s)
      if (corners.xs.length - before > mostCrossings)
        throw new TooManyCrossings(`The outlines cross more than ${mostCrossings} times.`)
    })
  }
}

function crossing(segments: readonly number[], s: number, t: number, corners: Corners): void {
  const [ax, ay, bx, by] = [
    segments[5 * s]!,
    segments[5 * s + 1]!,
    segments[5 * s + 2]!,
    segments[5 * s + 3]!
  ]
  const [cx, cy, dx, dy] = [
    segments[5 * t]!,
    segments[5 * t + 1]!,
    segments[5 * t + 2]!,
    segments[5 * t + 3]!
  ]
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return
  const fromC = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
  const fromD = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
  if (fromC === 0 || fromD === 0 || fromC > 0 === fromD > 0) return
  const fromA = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
  const fromB = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
  if (fromA === 0 || fromB === 0 || fromA > 0 === fromB > 0) return
  // The crossing divides c–d in the ratio of the distances of c and d from a–b.
  corners.at(nearest(cx, dx - cx, fromC, fromC - fromD), nearest(cy, dy - cy, fromC, fromC - fromD))
}

/** Returns from + length × share / whole, rounded to the nearest integer without an error. */
function nearest(from: number, length: number, share: number, whole: number): number {
  const place = length * (share / whole)
  const below = Math.floor(place + 0.5)
  // The float is off by less than a millionth: only next to a half can it round to the other side.
  if (Math.abs(place + 0.5 - Math.round(place + 0.5)) > 1e-6) return from + below
  let [top, bottom] = [2n * BigInt(length) * BigInt(share) + BigInt(whole), 2n * BigInt(whole)]
  if (bottom < 0n) [top, bottom] = [-top, -bottom]
  const quotient = top / bottom
  return from + Number(top % bottom < 0n ? quotient - 1n : quotient)
}

/** Returns the corners whose square a segment passes, in its direction; both ends included. */
function cornersAlong(
  segments: readonly number[],
  at: number,
  { xs, ys }: Corners,
  index: CellIndex
): number[] {
  const [x0, y0, x1, y1] = [segments[at]!, segments[at + 1]!, segments[at + 2]!, segments[at + 3]!]
  const [right, up] = [x1 - x0, y1 - y0]
  const [left, bottom, last, top] = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)]
  const reach = Math.abs(right) + Math.abs(up)
  const found: number[] = []
  index.along(x0, y0, x1, y1, cell => {
    for (const corner of index.in(cell)) {
      const [x, y] = [xs[corner]!, ys[corner]!]
      if (x < left || x > last || y < bottom || y > top) continue
      const off = 2 * (right * (y - y0) - up * (x - x0))
      // A square has its left and its lower side, but not the other two.
      if (Math.abs(off) < reach || off - right + up === 0) found.push(corner)
    }
  })
  // A segment runs through the squares in order of x, and in a column in order of y.
  const [across, along] = [right < 0 ? -1 : 1, up < 0 ? -1 : 1]
  return found.sort((a, b) => across * (xs[a]! - xs[b]!) || along * (ys[a]! - ys[b]!))
}

/** Edges between corners, each once, with the rings that run along it. */
class Edges {
  readonly #corners: Corners
  readonly #known = new Map<number, number>()
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #rings: number[][] = []

  constructor(corners: Corners) {
    this.#corners = corners
  }

  add(from: number, to: number, ring: number): void {
    const { xs, ys } = this.#corners
    const forward = xs[from]! < xs[to]! || (xs[from] === xs[to] && ys[from]! < ys[to]!)
    const [start, end, sum] = forward ? [from, to, 1] : [to, from, -1]
    const key = start * xs.length + end
    const known = this.#known.get(key)
    if (known === undefined) {
      this.#known.set(key, this.#starts.length)
      this.#starts.push(start)
      this.#ends.push(end)
      this.#rings.push([ring, sum])
      return
    }
    const rings = this.#rings[known]!
    // Rings are added one after the other.
    if (rings.at(-2) === ring) rings[rings.length - 1]! += sum
    else rings.push(ring, sum)
  }

  result(): Noded {
    return {
      xs: this.#corners.xs,
      ys: this.#corners.ys,
      starts: this.#starts,
      ends: this.#ends,
      rings: this.#rings
    }
  }
}
