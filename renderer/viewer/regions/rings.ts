/** A point in level-0 pixels. */
export type Point = [x: number, y: number]
/** A closed line; its first point is not repeated at the end. */
export type Ring = Point[]
/** An outline followed by its holes. */
export type Polygon = Ring[]
/** An area: any number of polygons that do not overlap. */
export type Polygons = Polygon[]

export interface Extent {
  left: number
  top: number
  right: number
  bottom: number
}

/** Twice the signed area of a triangle; positive if the points run clockwise on the screen. */
const turn = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** Returns the area of a ring in square pixels, in either orientation. */
export function ringArea(ring: Ring): number {
  let doubled = 0
  for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
    const [x, y] = ring[index] as Point
    const [fromX, fromY] = ring[before] as Point
    doubled += fromX * y - x * fromY
  }
  return Math.abs(doubled) / 2
}

/** Returns the area of polygons in square pixels, without their holes. */
export function areaOf(polygons: Polygons): number {
  let total = 0
  for (const [outline, ...holes] of polygons) {
    total += ringArea(outline ?? [])
    for (const hole of holes) total -= ringArea(hole)
  }
  return total
}

export function extentOf(points: Iterable<Point>): Extent {
  const extent = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const [x, y] of points) {
    if (x < extent.left) extent.left = x
    if (x > extent.right) extent.right = x
    if (y < extent.top) extent.top = y
    if (y > extent.bottom) extent.bottom = y
  }
  return extent
}

/** Whether a point lies inside, by the even-odd rule, so that holes count as outside. */
export function contains(polygons: Polygons, x: number, y: number): boolean {
  let inside = false
  for (const polygon of polygons)
    for (const ring of polygon)
      for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
        const [toX, toY] = ring[index] as Point
        const [fromX, fromY] = ring[before] as Point
        if (toY > y !== fromY > y && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) inside = !inside
      }
  return inside
}

/** Returns the convex hull of points (Andrew's monotone chain). */
export function hullOf(points: readonly Point[]): Ring {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  if (sorted.length < 3) return sorted
  const half = (ordered: Point[]) => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop()
      chain.push(point)
    }
    chain.pop()
    return chain
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

/** Returns the largest distance between two points, by rotating calipers around the hull. */
export function diameterOf(points: readonly Point[]): number {
  const hull = hullOf(points)
  const at = (index: number) => hull[index % hull.length] as Point
  if (hull.length < 2) return 0
  let largest = distance(at(0), at(hull.length - 1))
  let far = 1
  for (let index = 0; index < hull.length; index++) {
    const [from, to] = [at(index), at(index + 1)]
    while (Math.abs(turn(from, to, at(far + 1))) > Math.abs(turn(from, to, at(far)))) far++
    largest = Math.max(largest, distance(from, at(far)), distance(to, at(far)))
  }
  return largest
}

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** Returns the distance from a point to a line segment. */
export function distanceToStretch(place: Point, from: Point, to: Point): number {
  const [x, y] = [to[0] - from[0], to[1] - from[1]]
  const length = x * x + y * y
  const along = length === 0 ? 0 : ((place[0] - from[0]) * x + (place[1] - from[1]) * y) / length
  const share = Math.min(1, Math.max(0, along))
  return distance(place, [from[0] + share * x, from[1] + share * y])
}

/**
 * Simplifies a line so that no removed point lies farther than `tolerance` from it (Douglas and
 * Peucker).
 */
export function simplify(line: readonly Point[], tolerance: number): Point[] {
  const kept = new Uint8Array(line.length)
  if (line.length > 0) kept[0] = kept[line.length - 1] = 1
  const stretches: [number, number][] = [[0, line.length - 1]]
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const [from, to] = stretch
    let worst = tolerance
    let split = -1
    for (let index = from + 1; index < to; index++) {
      const off = distanceToStretch(line[index] as Point, line[from] as Point, line[to] as Point)
      if (off > worst) [worst, split] = [off, index]
    }
    if (split < 0) continue
    kept[split] = 1
    stretches.push([from, split], [split, to])
  }
  return line.filter((_, index) => kept[index] === 1)
}
