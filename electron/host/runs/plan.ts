import { DuctalError } from '../../../contract/errors.ts'
import type { Grid } from '../../../contract/runs/run.ts'

/**
 * Edge of a tile in patches: large enough to read each of the slide's own tiles about once, small
 * enough to show progress.
 */
export const tileEdge = 16

export interface PlannedTile {
  number: number
  col: number
  row: number
  cols: number
  rows: number
  /** One bit per patch, row by row, lowest bit first. */
  cells: Uint8Array
  /** Number of bits set. */
  patches: number
}

/**
 * Plans the grid of patches over a whole slide, from its top left corner to beyond its right and
 * bottom edges.
 * @param slide size in level-0 pixels, µm per level-0 pixel
 * @param model µm per pixel, and patch edge in pixels at the model's scale
 * @param stride pixels at the model's scale
 * @throws DuctalError slide/too-small if not even one patch fits
 */
export function planGrid(
  slide: { width: number; height: number; mpp: number; name: string },
  model: { mpp: number; patch: number },
  stride: number
): Grid {
  const scale = model.mpp / slide.mpp
  const patch = model.patch * scale
  if (slide.width < patch || slide.height < patch)
    throw new DuctalError(
      'slide/too-small',
      `${slide.name} is ${um(slide.width * slide.mpp)} × ${um(slide.height * slide.mpp)} µm, smaller than one patch (${um(model.patch * model.mpp)} µm). Check its resolution (${slide.mpp} µm/px).`
    )
  const step = stride * scale
  const count = (edge: number) => Math.ceil((edge - patch) / step - 1e-9) + 1
  return { originX: 0, originY: 0, stride: step, patch, cols: count(slide.width), rows: count(slide.height) }
}

const um = (value: number) => Math.round(value).toString()

/**
 * Divides a grid into tiles.
 * @param wanted whether there is something to analyse in a cell of the grid
 */
export function planTiles(
  grid: Pick<Grid, 'cols' | 'rows'>,
  wanted: (row: number, col: number) => boolean
): PlannedTile[] {
  const tiles: PlannedTile[] = []
  for (let row = 0; row < grid.rows; row += tileEdge)
    for (let col = 0; col < grid.cols; col += tileEdge) {
      const cols = Math.min(tileEdge, grid.cols - col)
      const rows = Math.min(tileEdge, grid.rows - row)
      const cells = new Uint8Array(Math.ceil((cols * rows) / 8))
      let patches = 0
      for (let i = 0; i < cols * rows; i++)
        if (wanted(row + Math.floor(i / cols), col + (i % cols))) {
          cells[i >> 3]! |= 1 << (i & 7)
          patches++
        }
      tiles.push({ number: tiles.length, col, row, cols, rows, cells, patches })
    }
  return tiles
}

/** Returns the number of the tile that contains a cell of the grid. */
export const tileAt = ({ cols }: Pick<Grid, 'cols'>, row: number, col: number): number =>
  Math.floor(row / tileEdge) * Math.ceil(cols / tileEdge) + Math.floor(col / tileEdge)

/** Returns the grid cells of a tile's patches, row by row. */
export function placesOf(
  tile: Pick<PlannedTile, 'col' | 'row' | 'cols' | 'rows' | 'cells'>
): { row: number; col: number }[] {
  const places = []
  for (let i = 0; i < tile.cols * tile.rows; i++)
    if (tile.cells[i >> 3]! & (1 << (i & 7)))
      places.push({ row: tile.row + Math.floor(i / tile.cols), col: tile.col + (i % tile.cols) })
  return places
}
