import type { ReadableDb } from '../db/connection.ts'

/**
 * Grid of a patch folder: origin and stride in level-0 pixels, and its patches ordered by row and
 * column.
 */
export interface PatchGrid {
  originX: number
  originY: number
  stride: number
  patches: { row: number; col: number; class: -1 | 0 | 1 }[]
}

/** Returns the patch grid of a patch folder; undefined for any other slide. */
export function patchGrid(db: ReadableDb, slideId: number): PatchGrid | undefined {
  const grid = db
    .prepare(
      'SELECT patch_origin_x AS originX, patch_origin_y AS originY, patch_stride AS stride FROM slides WHERE id = ?'
    )
    .get(slideId) as Omit<PatchGrid, 'patches'> | undefined
  if (!grid || grid.stride === null) return undefined
  const patches = db
    .prepare('SELECT row, col, class FROM slide_patches WHERE slide_id = ? ORDER BY row, col')
    .all(slideId) as PatchGrid['patches']
  return { ...grid, patches }
}
