import type { Geometry } from '../contract/region.ts'
import type { Grid } from '../contract/run.ts'
import { boundsOf, partsOf } from './shape.ts'

/** A span of columns in one row of the grid; the last column is included. */
export interface Stretch {
  row: number
  fromCol: number
  toCol: number
}

/**
 * Yields the patches whose centre lies within an area, row by row. The even-odd rule excludes
 * holes. A line or a point contains none.
 */
export function* cellsWithin(geometry: Geometry, grid: Grid): Generator<Stretch> {
  const rings = partsOf(geometry).flat()
  if (rings.length === 0) return
  const { originX, originY, stride, patch, cols, rows } = grid
  const [centreX, centreY] = [originX + patch / 2, originY + patch / 2]
  const bounds = boundsOf(geometry)
  const first = Math.max(0, Math.ceil((bounds.minY - centreY) / stride))
  const last = Math.min(rows - 1, Math.floor((bounds.maxY - centreY) / stride))
  for (let row = first; row <= last; row++) {
    const crossings = crossingsAt(rings, centreY + row * stride)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const fromCol = Math.max(0, Math.ceil((crossings[i]! - centreX) / stride))
      const toCol = Math.min(cols - 1, Math.ceil((crossings[i + 1]! - centreX) / stride) - 1)
      if (fromCol <= toCol) yield { row, fromCol, toCol }
    }
  }
}

/**
 * Returns where rings cross a horizontal line, from left to right. A shared endpoint counts only
 * for the edge below it.
 */
function crossingsAt(rings: number[][], y: number): number[] {
  const crossings: number[] = []
  for (const ring of rings) {
    let [x0, y0] = [ring.at(-2)!, ring.at(-1)!]
    for (let i = 0; i < ring.length; i += 2) {
      const [x1, y1] = [ring[i]!, ring[i + 1]!]
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
      x0 = x1
      y0 = y1
    }
  }
  return crossings.sort((a, b) => a - b)
}
