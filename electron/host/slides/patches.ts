import type { Database } from 'better-sqlite3'

/** The grid of a folder of cut patches: origin and stride in level-0 pixels, and its patches by row, then column. */
export interface PatchGrid {
  originX: number
  originY: number
  stride: number
  patches: { row: number; col: number; class: -1 | 0 | 1 }[]
}

/** The patches of a slide that is a folder of them; undefined for any other. */
export function patchGrid(db: Database, slideId: number): PatchGrid | undefined {
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
