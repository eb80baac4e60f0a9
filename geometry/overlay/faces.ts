import type { BoundaryEdge } from './boundary.ts'
import { withoutStraightCorners } from './lattice.ts'
import type { Noded } from './noding.ts'

/**
 * Assembles boundary edges into parts: each a face with its outer ring, followed by its holes. No
 * ring touches itself; rings may touch each other at single points.
 */
export function facesOf(edges: readonly BoundaryEdge[], { xs, ys }: Noded): number[][][] {
  const leaving = new Map<number, BoundaryEdge[]>()
  for (const edge of edges) {
    const others = leaving.get(edge.from)
    if (others) others.push(edge)
    else leaving.set(edge.from, [edge])
  }
  const walks = new Map<BoundaryEdge, number>()
  const rings: { walk: number; ring: number[] }[] = []
  let count = 0
  for (const first of edges) {
    if (walks.has(first)) continue
    const walk = count++
    for (const ring of walkFrom(first, walk)) rings.push({ walk, ring })
  }
  const groups = new Groups(count)
  for (const edge of edges) if (edge.sameFace) groups.join(walks.get(edge)!, walks.get(edge.sameFace)!)
  const faces = new Map<number, number[][]>()
  for (const { walk, ring } of rings) {
    const face = faces.get(groups.of(walk)) ?? []
    faces.set(groups.of(walk), face)
    const points = withoutStraightCorners(ring.flatMap(corner => [xs[corner]!, ys[corner]!]))
    if (area(points) > 0) face.unshift(points)
    else face.push(points)
  }
  return [...faces.values()]

  /**
   * Follows the boundary of a face, with the face on the left, until it closes. Where it meets its
   * own path again, the loop between is a ring.
   */
  function walkFrom(first: BoundaryEdge, walk: number): number[][] {
    const found: number[][] = []
    const path: number[] = []
    const places = new Map<number, number>()
    let edge = first
    do {
      walks.set(edge, walk)
      places.set(edge.from, path.length)
      path.push(edge.from)
      const met = places.get(edge.to)
      if (met !== undefined) {
        const ring = path.splice(met)
        for (const corner of ring) places.delete(corner)
        found.push(ring)
      }
      edge = next(edge)
    } while (edge !== first)
    return found
  }

  /** Returns the edge that continues the boundary of the face on the left. */
  function next({ from, to }: BoundaryEdge): BoundaryEdge {
    const choices = leaving.get(to)!
    let best = choices[0]!
    if (choices.length === 1) return best
    const [x, y] = [xs[to]!, ys[to]!]
    const [backX, backY] = [xs[from]! - x, ys[from]! - y]
    // Clockwise from the way back: the first half turn, then straight on, then the rest.
    const turn = (edge: BoundaryEdge) => {
      const [right, up] = [xs[edge.to]! - x, ys[edge.to]! - y]
      const side = backX * up - backY * right
      return { right, up, half: side < 0 ? 0 : side === 0 ? 1 : 2 }
    }
    for (const choice of choices.slice(1)) {
      const [a, b] = [turn(best), turn(choice)]
      if (b.half < a.half || (b.half === a.half && b.right * a.up - b.up * a.right < 0)) best = choice
    }
    return best
  }
}

/** Twice the area of a ring; negative for a hole. */
function area(ring: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i]! - ring[0]!, ring[i + 1]! - ring[1]!]
    const [nextX, nextY] = [ring[(i + 2) % ring.length]! - ring[0]!, ring[(i + 3) % ring.length]! - ring[1]!]
    sum += x * nextY - nextX * y
  }
  return sum
}

/** Numbers in groups that can be joined (union–find). */
class Groups {
  readonly #parents: number[]

  constructor(count: number) {
    this.#parents = Array.from({ length: count }, (_, index) => index)
  }

  of(number: number): number {
    let root = number
    while (this.#parents[root] !== root) root = this.#parents[root]!
    for (let at = number; at !== root; ) {
      const parent = this.#parents[at]!
      this.#parents[at] = root
      at = parent
    }
    return root
  }

  join(a: number, b: number): void {
    this.#parents[this.of(a)] = this.of(b)
  }
}
