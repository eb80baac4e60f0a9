import type { Grid } from '../../../contract/run.ts'
import { rasterOrigin } from '../places.ts'
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

/** The cells with a probability whose centres lie inside polygons, ascending. */
export function cellsIn(polygons: Polygons, grid: Grid, values: Float32Array): number[] {
  const found: number[] = []
  if (polygons.length === 0) return found
  const origin = rasterOrigin(grid)
  const { top, bottom } = extentOf(polygons.flat(2))
  const rowAt = (y: number) => Math.round((y - origin.y) / grid.stride)
  for (let row = Math.max(0, rowAt(top)); row < Math.min(grid.rows, rowAt(bottom)); row++) {
    const crossings = crossingsOf(polygons, origin.y + (row + 0.5) * grid.stride)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.ceil(((crossings[pair] as number) - origin.x) / grid.stride - 0.5)
      const to = Math.ceil(((crossings[pair + 1] as number) - origin.x) / grid.stride - 0.5)
      for (let col = Math.max(0, from); col < Math.min(grid.cols, to); col++)
        if ((values[row * grid.cols + col] as number) >= 0) found.push(row * grid.cols + col)
    }
  }
  return found
}

/** Where a horizontal line crosses the edges of polygons, from left to right. */
function crossingsOf(polygons: Polygons, y: number): number[] {
  const crossings: number[] = []
  for (const polygon of polygons)
    for (const ring of polygon)
      for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
        const [toX, toY] = ring[index] as Point
        const [fromX, fromY] = ring[before] as Point
        if (toY > y !== fromY > y) crossings.push(((fromX - toX) * (y - toY)) / (fromY - toY) + toX)
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
