import type { Geometry } from '../../../contract/review/region.ts'
import { ellipseRing } from '../../../geometry/shape.ts'

/**
 * Returns the lines of a geometry in level-0 pixels, as flat lists x, y, x, y …, and whether they
 * are closed.
 */
export function outlineOf(geometry: Geometry): { lines: number[][]; closed: boolean } {
  if (geometry.type === 'area') return { lines: geometry.parts.flat(), closed: true }
  if (geometry.type === 'ellipse') return { lines: [ellipseRing(geometry)], closed: true }
  if (geometry.type === 'line') return { lines: [geometry.points], closed: false }
  return { lines: [[geometry.x, geometry.y]], closed: false }
}

/** Drops points closer than `least` to the last kept point; keeps the first and the last point. */
export function thinned(line: number[], least: number): number[] {
  if (line.length <= 8) return line
  const kept = [line[0]!, line[1]!]
  for (let i = 2; i < line.length - 2; i += 2) {
    const [x, y] = [line[i]!, line[i + 1]!]
    if (Math.abs(x - kept.at(-2)!) >= least || Math.abs(y - kept.at(-1)!) >= least) kept.push(x, y)
  }
  return [...kept, line.at(-2)!, line.at(-1)!]
}
