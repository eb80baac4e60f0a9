import type { Grid } from '../contract/runs/run.ts'

/** Returns the square of a patch in level-0 pixels, by its top left and bottom right corners. */
export function squareOf({ originX, originY, stride, patch }: Grid, row: number, col: number) {
  const [left, top] = [originX + col * stride, originY + row * stride]
  return { left, top, right: left + patch, bottom: top + patch }
}

/** Returns the ring of a patch as GeoJSON: closed, and counterclockwise by RFC 7946. */
export function ringOf(grid: Grid, row: number, col: number): string {
  const { left, top, right, bottom } = squareOf(grid, row, col)
  return `[[${left},${top}],[${right},${top}],[${right},${bottom}],[${left},${bottom}],[${left},${top}]]`
}
