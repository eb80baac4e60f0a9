import type { Grid } from '../../contract/run.ts'

type GridPlace = Pick<Grid, 'originX' | 'originY' | 'stride' | 'patch'>

/**
 * Where the raster of a grid lies, in level-0 pixels. A cell is stride × stride around the centre of its patch:
 * without overlap that is the patch itself, with overlap cells still tile the slide and no patch hides another.
 */
export function rasterOrigin({ originX, originY, stride, patch }: GridPlace): { x: number; y: number } {
  const margin = (patch - stride) / 2
  return { x: originX + margin, y: originY + margin }
}

/** Level-0 box of a cell: computed from the origin, never accumulated. */
export function cellBox(grid: GridPlace, row: number, col: number): { x: number; y: number; edge: number } {
  const { x, y } = rasterOrigin(grid)
  return { x: x + col * grid.stride, y: y + row * grid.stride, edge: grid.stride }
}

/** The cell under a point in level-0 pixels, or undefined outside the grid. */
export function cellAt(grid: Grid, x: number, y: number): { row: number; col: number } | undefined {
  const origin = rasterOrigin(grid)
  const col = Math.floor((x - origin.x) / grid.stride)
  const row = Math.floor((y - origin.y) / grid.stride)
  if (col < 0 || row < 0 || col >= grid.cols || row >= grid.rows) return undefined
  return { row, col }
}
