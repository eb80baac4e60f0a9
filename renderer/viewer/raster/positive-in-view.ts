import type { Position } from '../stage/stage.ts'
import type { Raster } from './raster.ts'

interface Placed {
  raster: Raster
  /** Top left corner of the raster and edge of a cell, in level-0 pixels. */
  x: number
  y: number
  cell: number
}

/**
 * Counts the cells at or above the threshold whose centre is on screen.
 * @param corners of the screen in level-0 pixels, in order; a rectangle at any rotation
 */
export function positiveInView(
  { raster, x, y, cell }: Placed,
  corners: readonly Position[],
  threshold: number
): number {
  const { cols, rows, values } = raster
  const downs = corners.map(corner => (corner.y - y) / cell - 0.5)
  const last = Math.min(rows - 1, Math.floor(Math.max(...downs)))
  let positive = 0
  for (let row = Math.max(0, Math.ceil(Math.min(...downs))); row <= last; row++) {
    const [left, right] = crossings(corners, y + (row + 0.5) * cell)
    const from = Math.max(0, Math.ceil((left - x) / cell - 0.5))
    const to = Math.min(cols - 1, Math.floor((right - x) / cell - 0.5))
    for (let index = row * cols + from; index <= row * cols + to; index++)
      positive += Number((values[index] as number) >= threshold)
  }
  return positive
}

/** Returns where a horizontal line enters and leaves a convex polygon. */
function crossings(corners: readonly Position[], level: number): [left: number, right: number] {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  corners.forEach((from, index) => {
    const to = corners[(index + 1) % corners.length] as Position
    if (Math.min(from.y, to.y) > level || Math.max(from.y, to.y) < level) return
    const ends =
      from.y === to.y ? [from.x, to.x] : [from.x + ((level - from.y) / (to.y - from.y)) * (to.x - from.x)]
    left = Math.min(left, ...ends)
    right = Math.max(right, ...ends)
  })
  return [left, right]
}
