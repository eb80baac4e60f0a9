import type { Grid } from '../../../contract/run.ts'

/** The square of a patch in level-0 pixels: its top left corner, and its bottom right one. */
export function squareOf({ originX, originY, stride, patch }: Grid, row: number, col: number) {
  const [left, top] = [originX + col * stride, originY + row * stride]
  return { left, top, right: left + patch, bottom: top + patch }
}

/** The ring of a patch as GeoJSON: closed, counterclockwise as RFC 7946 counts. */
export function ringOf(grid: Grid, row: number, col: number): string {
  const { left, top, right, bottom } = squareOf(grid, row, col)
  return `[[${left},${top}],[${right},${top}],[${right},${bottom}],[${left},${bottom}],[${left},${top}]]`
}
