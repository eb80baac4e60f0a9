import { snapped } from './overlay/lattice.ts'

/** A point in level-0 pixels. */
export type Point = [x: number, y: number]

/** Converts a flat list x, y, x, y … to points. */
export function pointsOf(flat: readonly number[]): Point[] {
  const points: Point[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) points.push([flat[index]!, flat[index + 1]!])
  return points
}

/** Converts points to a flat list x, y, x, y …, on the lattice of all stored areas. */
export const flatten = (points: readonly Point[]): number[] =>
  points.flatMap(([x, y]) => [snapped(x), snapped(y)])

export const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** Returns the length of an open line x, y, x, y …. */
export function lengthOf(line: readonly number[]): number {
  let length = 0
  for (let i = 2; i < line.length; i += 2)
    length += Math.hypot(line[i]! - line[i - 2]!, line[i + 1]! - line[i - 1]!)
  return length
}

/** Returns the distance from a point to a line segment. */
export function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [x, y] = [to[0] - from[0], to[1] - from[1]]
  const length = x * x + y * y
  const along = length === 0 ? 0 : ((point[0] - from[0]) * x + (point[1] - from[1]) * y) / length
  const share = Math.min(1, Math.max(0, along))
  return distance(point, [from[0] + share * x, from[1] + share * y])
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
      const off = distanceToSegment(line[index]!, line[from]!, line[to]!)
      if (off > worst) [worst, split] = [off, index]
    }
    if (split < 0) continue
    kept[split] = 1
    stretches.push([from, split], [split, to])
  }
  return line.filter((_, index) => kept[index] === 1)
}
