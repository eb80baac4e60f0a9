import type { ReadableDb } from '../db/connection.ts'
import { blob, integer, nullable, numbers, parseValue, real, rowParser } from '../db/rows.ts'

/** Grid value of a cell in a failed tile. NaN means that nothing was analysed there. */
export const failedCell = -1

/**
 * Returns the probabilities of a run as a raster.
 * @returns cols × rows float32, row by row: probability, NaN without one, −1 in a failed tile
 */
export function probabilityGrid(
  db: ReadableDb,
  runId: number,
  { cols, rows }: { cols: number; rows: number }
): Float32Array {
  const grid = new Float32Array(cols * rows).fill(Number.NaN)
  for (const tile of failedTiles(db, runId))
    for (let i = 0; i < tile.cols * tile.rows; i++)
      if (tile.cells[i >> 3]! & (1 << (i & 7)))
        grid[(tile.row + Math.floor(i / tile.cols)) * cols + tile.col + (i % tile.cols)] = failedCell
  const probabilities = columnOf(db, 'probability')
  const places = columnOf(db, 'col')
  for (let row = 0; row < rows; row++) {
    const found = probabilities.all(runId, row).map(realOf)
    if (found.length === cols) grid.set(found, row * cols)
    else if (found.length > 0)
      places.all(runId, row).forEach((col, index) => {
        grid[row * cols + placeOf(col)] = found[index]!
      })
  }
  return grid
}

/**
 * Reads one column of one grid row: reading a million single numbers takes a fifth of the time of a
 * million triples.
 */
const columnOf = (db: ReadableDb, column: 'probability' | 'col') =>
  db.prepare(`SELECT ${column} FROM predictions WHERE run_id = ? AND row = ? ORDER BY col`).pluck()

const realOf = (value: unknown) => parseValue('predictions.probability', real, value)
const placeOf = (value: unknown) => parseValue('predictions.col', integer, value)

const parseTile = rowParser('tiles', {
  col: integer,
  row: integer,
  cols: integer,
  rows: integer,
  cells: blob
})

const failedTiles = (db: ReadableDb, runId: number) =>
  db
    .prepare(`SELECT col, row, cols, rows, cells FROM tiles WHERE run_id = ? AND state = 'failed'`)
    .all(runId)
    .map(parseTile)

const parsePrediction = rowParser('predictions', {
  row: integer,
  col: integer,
  probability: real,
  /** The network's own probability, if slide calibration changed it. */
  network: nullable(real),
  /** Quality flag (contract/runs/quality.ts). */
  flag: nullable(integer)
})

type Prediction = ReturnType<typeof parsePrediction>

/** Predictions read at once. */
const page = 10_000

/**
 * Yields the predictions of a run, row by row. Reads them in pages, because an open cursor would
 * block writes to the library.
 */
export function* predictionsOf(db: ReadableDb, runId: number): Generator<Prediction> {
  const next = db.prepare(`SELECT row, col, probability, network, flag FROM predictions
    WHERE run_id = ? AND (row, col) > (?, ?) ORDER BY row, col LIMIT ${page}`)
  let [row, col] = [-1, -1]
  while (true) {
    const found = next.all(runId, row, col).map(parsePrediction)
    yield* found
    const last = found.at(-1)
    if (!last || found.length < page) return
    row = last.row
    col = last.col
  }
}

/**
 * Returns the quality flags of a run's patches.
 * @returns cols × rows bytes, row by row: position of the flag counted from 1
 *   (contract/runs/quality.ts), 0 without a flag
 */
export function flagGrid(
  db: ReadableDb,
  runId: number,
  { cols, rows }: { cols: number; rows: number }
): Uint8Array {
  const grid = new Uint8Array(cols * rows)
  const flagged = db.prepare('SELECT row, col, flag FROM predictions WHERE run_id = ? AND flag > 0')
  for (const [row, col, flag] of numbers('predictions.flag', 3, flagged, runId)) grid[row * cols + col] = flag
  return grid
}

/**
 * Returns a slide's ground truth as a raster over the same grid.
 * @returns cols × rows int8, row by row: 0 or 1, −1 when there is none
 */
export function truthGrid(
  { cols, rows }: { cols: number; rows: number },
  patches: { row: number; col: number; class: number }[]
): Int8Array {
  const grid = new Int8Array(cols * rows).fill(-1)
  for (const { row, col, class: truth } of patches)
    if (row < rows && col < cols) grid[row * cols + col] = truth
  return grid
}
