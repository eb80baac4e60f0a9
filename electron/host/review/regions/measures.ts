import type { Geometry, Measures } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import { cellsWithin } from '../../../../geometry/cells.ts'
import { dimensionsOf } from '../../../../geometry/dimensions.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { integer, nullable, real, rowParser } from '../../db/rows.ts'

const parseSums = rowParser('predictions', {
  patches: integer,
  positive: integer,
  sum: real,
  largest: nullable(real)
})

/**
 * Measures a geometry on a run's slide.
 * @param threshold probability from which a patch counts as positive
 */
export function measure(db: ReadableDb, run: Run, threshold: number, geometry: Geometry): Measures {
  const select = db.prepare(`SELECT count(*) AS patches, coalesce(sum(probability >= ?), 0) AS positive,
      coalesce(sum(probability), 0) AS sum, max(probability) AS largest
      FROM predictions WHERE run_id = ? AND row = ? AND col BETWEEN ? AND ?`)
  let [patches, positive, sum] = [0, 0, 0]
  let largest: number | null = null
  for (const { row, fromCol, toCol } of cellsWithin(geometry, run.grid)) {
    const found = parseSums(select.get(threshold, run.id, row, fromCol, toCol))
    patches += found.patches
    positive += found.positive
    sum += found.sum
    if (found.largest !== null) largest = Math.max(largest ?? 0, found.largest)
  }
  return {
    ...dimensionsOf(geometry, run.mpp),
    patches,
    positive,
    meanProbability: patches === 0 ? null : sum / patches,
    maxProbability: largest
  }
}
