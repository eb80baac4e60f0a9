/** Adjacent patches with the same quality flag, as a box in the run's grid. */
export interface FlaggedPlace {
  col: number
  row: number
  cols: number
  rows: number
  patches: number
}

/**
 * Groups the patches with a flag into places of touching patches, the largest first.
 * @param values one flag per cell of the grid, row by row; 0 without one
 */
export function placesOf(values: Uint8Array, cols: number, flag: number): FlaggedPlace[] {
  const open = new Set<number>()
  values.forEach((value, cell) => {
    if (value === flag) open.add(cell)
  })
  const places: FlaggedPlace[] = []
  for (const start of open) places.push(boxOf(takeTouching(open, start, cols), cols))
  return places.sort((a, b) => b.patches - a.patches)
}

/** Removes a cell and all that touch it, also by a corner, and returns them. */
function takeTouching(open: Set<number>, start: number, cols: number): number[] {
  const found = [start]
  open.delete(start)
  for (const cell of found) {
    const col = cell % cols
    for (const down of [-cols, 0, cols])
      for (const across of [-1, 0, 1]) {
        const next = cell + down + across
        if (col + across < 0 || col + across >= cols || !open.delete(next)) continue
        found.push(next)
      }
  }
  return found
}

function boxOf(cells: readonly number[], cols: number): FlaggedPlace {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0]
  for (const cell of cells) {
    const [col, row] = [cell % cols, Math.floor(cell / cols)]
    left = Math.min(left, col)
    right = Math.max(right, col)
    top = Math.min(top, row)
    bottom = Math.max(bottom, row)
  }
  return { col: left, row: top, cols: right - left + 1, rows: bottom - top + 1, patches: cells.length }
}
