import { DuctalError } from '../../../../contract/errors.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { numbers } from '../../db/rows.ts'
import { groupsOf, type Patches } from '../queue/groups.ts'

/**
 * Returns the positive patches after review: those labelled positive, and those at or above the
 * threshold that are unlabelled or unsure.
 */
function positivesOf(db: ReadableDb, run: Run, threshold: number): Patches {
  const query = db.prepare(`SELECT predictions.row, predictions.col FROM predictions LEFT JOIN patch_labels
      ON review_id = (SELECT id FROM reviews WHERE run_id = @runId)
        AND patch_labels.row = predictions.row AND patch_labels.col = predictions.col
      WHERE predictions.run_id = @runId AND (label = 1 OR (probability >= @threshold AND coalesce(label, 3) = 3))
      ORDER BY predictions.row, predictions.col`)
  const places = [...numbers('predictions', 2, query, { runId: run.id, threshold })]
  return {
    rows: Uint32Array.from(places, ([row]) => row),
    cols: Uint32Array.from(places, ([, col]) => col),
    length: places.length
  }
}

/**
 * Returns a positive patch and all those connected to it, corners included.
 * @throws DuctalError region/not-positive
 */
export function positivePatches(
  db: ReadableDb,
  run: Run,
  threshold: number,
  { row, col }: { row: number; col: number }
): { rows: Uint32Array; cols: Uint32Array } {
  const patches = positivesOf(db, run, threshold)
  const { groups } = groupsOf(patches)
  const chosen = patches.rows.findIndex((r, index) => r === row && patches.cols[index] === col)
  if (chosen < 0)
    throw new DuctalError(
      'region/not-positive',
      `The patch at row ${row}, column ${col} is not marked at the review threshold. Choose a marked patch, or lower the threshold.`
    )
  const isConnected = (_: number, index: number) => groups[index] === groups[chosen]
  return { rows: patches.rows.filter(isConnected), cols: patches.cols.filter(isConnected) }
}
