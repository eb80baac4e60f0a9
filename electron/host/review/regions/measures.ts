import type { Geometry, Measures } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import { cellsWithin } from '../../../../geometry/cells.ts'
import { dimensionsOf } from '../../../../geometry/dimensions.ts'
import type { ReadableDb } from '../../db/connection.ts'

/**
 * Measures a geometry on a run's slide.
 * @param threshold probability from which a patch counts as positive
 */
export function measure(db: ReadableDb, run: Run, threshold: number, geometry: Geometry): Measures {
  const select = db
    .prepare(`SELECT count(*), coalesce(sum(probability >= ?), 0), coalesce(sum(probability), 0), max(probability)
      FROM predictions WHERE run_id = ? AND row = ? AND col BETWEEN ? AND ?`)
    .raw()
  let [patches, positive, sum] = [0, 0, 0]
  let largest: number | null = null
  for (const { row, fromCol, toCol } of cellsWithin(geometry, run.grid)) {
    const [count, above, total, max] = select.get(threshold, run.id, row, fromCol, toCol) as [
      number,
      number,
      number,
      number | null
    ]
    patches += count
    positive += above
    sum += total
    if (max !== null) largest = Math.max(largest ?? 0, max)
  }
  return {
    ...dimensionsOf(geometry, run.mpp),
    patches,
    positive,
    meanProbability: patches === 0 ? null : sum / patches,
    maxProbability: largest
  }
}
