import type { Grid } from '../../../contract/runs/run.ts'
import { cellAt } from '../../../geometry/grid.ts'
import { failedValue, type Raster } from './raster.ts'

const sameGrid = (one: Grid, other: Grid): boolean =>
  one.cols === other.cols &&
  one.rows === other.rows &&
  one.originX === other.originX &&
  one.originY === other.originY &&
  one.stride === other.stride &&
  one.patch === other.patch

interface Gridded {
  grid: Grid
  values: Float32Array
}

/**
 * Returns the difference of two runs as (difference + 1) / 2 on the first run's grid: 1 where the
 * first run's probability is higher by 1, 0 where it is lower by 1. If the grids differ, each cell
 * is compared with the other run's cell at its centre. A failure in either run stays a failure;
 * cells without a value in either run are NaN.
 */
export function differenceOf(one: Gridded, other: Gridded): { raster: Raster; byPlace: boolean } {
  const { cols, rows } = one.grid
  const values = new Float32Array(one.values.length).fill(Number.NaN)
  const byPlace = !sameGrid(one.grid, other.grid)
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const index = row * cols + col
      const there = byPlace ? indexAt(one.grid, row, col, other.grid) : index
      const [a, b] = [
        one.values[index] as number,
        there === undefined ? Number.NaN : (other.values[there] as number)
      ]
      if (a === failedValue || b === failedValue) values[index] = failedValue
      else if (a >= 0 && b >= 0) values[index] = (a - b + 1) / 2
    }
  return { raster: { cols, rows, values }, byPlace }
}

function indexAt(grid: Grid, row: number, col: number, other: Grid): number | undefined {
  const centre = grid.patch / 2
  const cell = cellAt(
    other,
    grid.originX + col * grid.stride + centre,
    grid.originY + row * grid.stride + centre
  )
  return cell && cell.row * other.cols + cell.col
}
