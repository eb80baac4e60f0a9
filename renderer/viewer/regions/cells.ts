import type { Grid } from '../../../contract/run.ts'
import { extentOf, type Point, type Polygons } from './rings.ts'

/**
 * Returns the cells connected to a cell, side by side or corner to corner, that are all at least
 * `threshold`.
 * @returns ascending grid indexes; empty if the cell itself is below the threshold
 */
export function clusterAt(values: Float32Array, cols: number, cell: number, threshold: number): number[] {
  if (!((values[cell] as number) >= threshold)) return []
  const seen = new Set([cell])
  // Iterating over a Set includes elements added during the loop.
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
 * Returns the cells with a probability whose centres lie inside polygons, in ascending order. A
 * centre on an edge belongs to the area to its right or below it. Matches the host's `cellsWithin`
 * exactly; a test compares both.
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

/**
 * Returns where a horizontal line crosses the edges of polygons, from left to right. An endpoint
 * counts only for the edge below it.
 */
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

/**
 * Encodes cells as spans along grid rows, as calls expect them: row, first column, number of
 * columns, and so on.
 */
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
