import { distance, type Point } from './points.ts'

/** Twice the signed area of a triangle; positive if the points run clockwise on the screen. */
const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** Returns the convex hull of points (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  if (sorted.length < 3) return sorted
  const half = (ordered: Point[]) => {
    const chain: Point[] = []
    for (const point of ordered) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

/** Returns the largest distance between two points, by rotating calipers around the hull. */
export function diameterOf(points: readonly Point[]): number {
  const hull = convexHull(points)
  const at = (index: number) => hull[index % hull.length]!
  if (hull.length < 2) return 0
  let largest = distance(at(0), at(hull.length - 1))
  let far = 1
  for (let index = 0; index < hull.length; index++) {
    const [from, to] = [at(index), at(index + 1)]
    while (Math.abs(turn(from, to, at(far + 1))) > Math.abs(turn(from, to, at(far)))) far++
    // Opposite edges may be parallel, so that the next corner is as far away.
    for (const opposite of [at(far), at(far + 1)])
      largest = Math.max(largest, distance(from, opposite), distance(to, opposite))
  }
  return largest
}
