import type { Grid } from '../contract/runs/run.ts'

type GridPlace = Pick<Grid, 'originX' | 'originY' | 'stride' | 'patch'>

/**
 * Returns the top left corner of a grid's raster, in level-0 pixels. A cell is stride × stride
 * around the centre of its patch. Without overlap the cell is the patch itself; with overlap the
 * cells still tile the slide, so that no patch hides another.
 */
export function rasterOrigin({ originX, originY, stride, patch }: GridPlace): { x: number; y: number } {
  const margin = (patch - stride) / 2
  return { x: originX + margin, y: originY + margin }
}

/** Returns the box of a cell in level-0 pixels, computed from the origin to avoid drift. */
export function cellBox(grid: GridPlace, row: number, col: number): { x: number; y: number; edge: number } {
  const { x, y } = rasterOrigin(grid)
  return { x: x + col * grid.stride, y: y + row * grid.stride, edge: grid.stride }
}

/** Returns the cell at a point in level-0 pixels, or undefined outside the grid. */
export function cellAt(grid: Grid, x: number, y: number): { row: number; col: number } | undefined {
  const origin = rasterOrigin(grid)
  const col = Math.floor((x - origin.x) / grid.stride)
  const row = Math.floor((y - origin.y) / grid.stride)
  if (col < 0 || row < 0 || col >= grid.cols || row >= grid.rows) return undefined
  return { row, col }
}
