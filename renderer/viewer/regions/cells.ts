import type { Grid } from '../../../contract/run.ts'
import { extentOf, type Point, type Polygons } from './rings.ts'

/**
 * The cells that belong together with one: connected side by side or corner to corner, each at least `threshold`.
 * @returns indexes into the grid, ascending; none where the cell itself is below
 */
export function clusterAt(values: Float32Array, cols: number, cell: number, threshold: number): number[] {
  if (!((values[cell] as number) >= threshold)) return []
  const seen = new Set([cell])
  // A set is walked in the order in which it grows.
  for (const index of seen)
    for (const neighbour of neighbours(index, cols, values.length))
      if ((values[neighbour] as number) >= threshold) seen.add(neighbour)
  return [...seen].sort((a, b) => a - b)
}

function* neighbours(index: number, cols: number, cells: number): Generator<number> {
  const col = index % cols
  for (let down = -1; down <= 1; down++)
    for (let right = -1; right <= 1; right++) {
      const neighbour = index + down * cols + right
      const inside = col + right >= 0 && col + right < cols && neighbour >= 0 && neighbour < cells
      if (inside && neighbour !== index) yield neighbour
    }
}

/**
 * The cells with a probability whose centres lie inside polygons, ascending. A centre on an edge counts for the area to
 * the right of it or below it. This is the host's own rule (`cellsWithin`), number by number: a test compares both.
 */
export function cellsIn(polygons: Polygons, grid: Grid, values: Float32Array): number[] {
  const found: number[] = []
  if (polygons.length === 0) return found
  const { originX, originY, stride, patch, cols, rows } = grid
  const [centreX, centreY] = [originX + patch / 2, originY + patch / 2]
  const { top, bottom } = extentOf(polygons.flat(2))
  const first = Math.max(0, Math.ceil((top - centreY) / stride))
  const last = Math.min(rows - 1, Math.floor((bottom - centreY) / stride))
  for (let row = first; row <= last; row++) {
    const crossings = crossingsOf(polygons, centreY + row * stride)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil(((crossings[pair] as number) - centreX) / stride))
      const to = Math.min(cols, Math.ceil(((crossings[pair + 1] as number) - centreX) / stride))
      for (let col = from; col < to; col++)
        if ((values[row * cols + col] as number) >= 0) found.push(row * cols + col)
    }
  }
  return found
}

/** Where a horizontal line crosses the edges of polygons, from left to right. An end of an edge counts for the edge below it alone. */
function crossingsOf(polygons: Polygons, y: number): number[] {
  const crossings: number[] = []
  for (const polygon of polygons)
    for (const ring of polygon) {
      let [x0, y0] = ring.at(-1) as Point
      for (const [x1, y1] of ring) {
        if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
        x0 = x1
        y0 = y1
      }
    }
  return crossings.sort((a, b) => a - b)
}

/** Cells along the rows of a grid, as calls name them: row, first column, number of columns, and so on. */
export function spansOf(cells: readonly number[], cols: number): number[] {
  const spans: number[] = []
  let next = -1
  for (const cell of cells) {
    if (cell === next && cell % cols !== 0) spans[spans.length - 1] = (spans.at(-1) as number) + 1
    else spans.push(Math.floor(cell / cols), cell % cols, 1)
    next = cell + 1
  }
  return spans
}
