import type { Geometry } from '../contract/review/region.ts'
import type { Grid } from '../contract/runs/run.ts'
import { boundsOf, partsOf } from './shape.ts'

/** A span of columns in one row of the grid; the last column is included. */
export interface Span {
  row: number
  fromCol: number
  toCol: number
}

/**
 * Yields the patches whose centre lies within an area, row by row. The even-odd rule excludes
 * holes. A line or a point contains none.
 */
export function* cellsWithin(geometry: Geometry, grid: Grid): Generator<Span> {
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
 * Returns the cells with a probability whose centres lie within an area, as ascending grid indexes.
 * @param values row by row; NaN or below 0 without a probability
 */
export function cellsIn(geometry: Geometry, grid: Grid, values: Float32Array): number[] {
  const found: number[] = []
  for (const { row, fromCol, toCol } of cellsWithin(geometry, grid))
    for (let cell = row * grid.cols + fromCol; cell <= row * grid.cols + toCol; cell++)
      if (values[cell]! >= 0) found.push(cell)
  return found
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

/**
 * Encodes cells as spans along grid rows, as calls expect them: row, first column, number of
 * columns, and so on.
 */
export function spansOf(cells: readonly number[], cols: number): number[] {
  const spans: number[] = []
  let next = -1
  for (const cell of cells) {
    if (cell === next && cell % cols !== 0) spans[spans.length - 1] = spans.at(-1)! + 1
    else spans.push(Math.floor(cell / cols), cell % cols, 1)
    next = cell + 1
  }
  return spans
}
