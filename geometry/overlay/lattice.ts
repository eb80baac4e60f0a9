import type { Ring } from '../../contract/review/region.ts'

/** Steps in a level-0 pixel of the lattice on which all corners of areas lie. */
export const stepsPerPixel = 64

/**
 * Largest coordinate in steps: that of a slide of 524,288 pixels. Twice the area of any triangle on
 * such a slide is an integer that a float represents exactly, so that no test of orientation
 * rounds.
 */
export const farthest = 2 ** 25

/** Moves a coordinate to the lattice. Floats represent the result exactly. */
export const snapped = (value: number): number => Math.round(value * stepsPerPixel) / stepsPerPixel

/**
 * Returns the steps in a pixel: {@link stepsPerPixel}, or half as many, and so on, if the rings
 * reach farther than any slide.
 */
export function stepsFor(rings: Iterable<readonly number[]>): number {
  let most = 0
  for (const ring of rings) for (const value of ring) most = Math.max(most, Math.abs(value))
  let steps = stepsPerPixel
  while (most * steps > farthest) steps /= 2
  return steps
}

/** Returns a ring in steps, without points that repeat their predecessor. */
export const toLattice = (ring: readonly number[], steps: number): number[] =>
  withoutRepeats(ring.map(value => Math.round(value * steps)))

/** Returns a ring without points that repeat their predecessor. */
export function withoutRepeats(ring: readonly number[]): number[] {
  const points: number[] = []
  for (let i = 0; i + 1 < ring.length; i += 2) {
    const [x, y] = [ring[i]!, ring[i + 1]!]
    if (x !== points.at(-2) || y !== points.at(-1)) points.push(x, y)
  }
  while (points.length > 2 && points[0] === points.at(-2) && points[1] === points.at(-1)) points.length -= 2
  return points
}

export const fromLattice = (ring: readonly number[], steps: number): Ring => ring.map(value => value / steps)

/** Returns a ring without corners in the middle of a straight edge. */
export function withoutStraightCorners(ring: readonly number[]): number[] {
  const kept: number[] = []
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i]!, ring[i + 1]!]
    const [fromX, fromY] = [ring.at(i - 2)!, ring.at(i - 1)!]
    const [toX, toY] = [ring[(i + 2) % ring.length]!, ring[(i + 3) % ring.length]!]
    const straight =
      (x - fromX) * (toY - y) === (y - fromY) * (toX - x) &&
      (x - fromX) * (toX - x) + (y - fromY) * (toY - y) > 0
    if (!straight) kept.push(x, y)
  }
  return kept
}
