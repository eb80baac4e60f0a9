import type { Ring } from '../../contract/review/region.ts'

export interface Size {
  width: number
  height: number
}

/** A side of a slide: the distance of a point from it, negative outside. */
type Side = (x: number, y: number) => number

const sidesOf = ({ width, height }: Size): Side[] => [
  x => x,
  (_, y) => y,
  x => width - x,
  (_, y) => height - y
]

/**
 * Returns the part of a ring on a slide (I. E. Sutherland and G. W. Hodgman, Reentrant polygon
 * clipping, 1974): edges outside run along the border instead, so that the ring winds around every
 * place on the slide as before. Empty if nothing of it is on the slide.
 */
export const clippedRing = (ring: Ring, slide: Size): Ring =>
  sidesOf(slide).reduce((kept, side) => clippedAt(kept, side, true), ring)

/**
 * Returns the part of an open line on a slide. Where the line leaves the slide and returns, the two
 * places are connected.
 */
export const clippedLine = (line: number[], slide: Size): number[] =>
  sidesOf(slide).reduce((kept, side) => clippedAt(kept, side, false), line)

function clippedAt(points: number[], side: Side, closed: boolean): number[] {
  const kept: number[] = []
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!]
    const inside = side(x, y)
    if (i > 0 || closed) {
      const [fromX, fromY] = [points.at(i - 2)!, points.at(i - 1)!]
      const before = side(fromX, fromY)
      if (before < 0 !== inside < 0 && before !== 0 && inside !== 0) {
        const share = before / (before - inside)
        kept.push(fromX + share * (x - fromX), fromY + share * (y - fromY))
      }
    }
    if (inside >= 0) kept.push(x, y)
  }
  return kept
}
