import type { Grid, WholeSlide } from '../../../contract/runs/run.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { integer, numbers, parseValue } from '../db/rows.ts'
import { tileAt } from './plan.ts'

/** A network's predictions for a run's patches, ordered by row and column. */
export interface NetworkPredictions {
  rows: Int32Array
  cols: Int32Array
  probabilities: Float32Array
}

/** Returns all predictions of a run so far. A million patches take twelve megabytes. */
export function predictionsOf(db: ReadableDb, runId: number): NetworkPredictions {
  const count = parseValue(
    'predictions',
    integer,
    db.prepare('SELECT count(*) FROM predictions WHERE run_id = ?').pluck().get(runId)
  )
  const found: NetworkPredictions = {
    rows: new Int32Array(count),
    cols: new Int32Array(count),
    probabilities: new Float32Array(count)
  }
  const predictions = db.prepare(
    'SELECT row, col, probability FROM predictions WHERE run_id = ? ORDER BY row, col'
  )
  let index = 0
  for (const [row, col, probability] of numbers('predictions', 3, predictions, runId)) {
    found.rows[index] = row
    found.cols[index] = col
    found.probabilities[index] = probability
    index++
  }
  return found
}

/**
 * Replaces the network's probabilities by those of slide calibration, keeping the originals in
 * another column, and recounts the positive patches of each tile; all in one transaction.
 * @param probabilities one for each prediction
 */
export function saveCalibrated(
  db: WritableDb,
  { id, grid, threshold }: { id: number; grid: Grid; threshold: number },
  network: NetworkPredictions,
  probabilities: Float32Array,
  wholeSlide: WholeSlide
): void {
  const update = db.prepare(`UPDATE predictions SET network = probability, probability = ?
    WHERE run_id = ? AND row = ? AND col = ?`)
  const count = db.prepare('UPDATE tiles SET positive = ? WHERE run_id = ? AND number = ?')
  const positive = new Map<number, number>()
  db.transaction(() => {
    network.rows.forEach((row, index) => {
      const col = network.cols[index]!
      const probability = probabilities[index]!
      update.run(probability, id, row, col)
      const tile = tileAt(grid, row, col)
      positive.set(tile, (positive.get(tile) ?? 0) + (probability >= threshold ? 1 : 0))
    })
    for (const [tile, patches] of positive) count.run(patches, id, tile)
    db.prepare('UPDATE runs SET whole_slide = ? WHERE id = ?').run(JSON.stringify(wholeSlide), id)
  }).immediate()
}
