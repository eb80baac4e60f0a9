import { setImmediate } from 'node:timers/promises'
import type { Measures } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { RegionTasks } from '../../../../contract/tasks/regions.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { integer, nullable, real, rowParser } from '../../db/rows.ts'

const parseSums = rowParser('predictions', {
  patches: integer,
  positive: integer,
  sum: real,
  largest: nullable(real)
})

/** Spans that are read before others have their turn. */
const together = 2000

/**
 * Completes the measures of a shape by the predictions of the patches inside.
 * @param threshold probability from which a patch counts as positive
 */
export async function measuresOf(
  db: ReadableDb,
  run: Run,
  threshold: number,
  { dimensions, spans }: RegionTasks['measureShape']['gives']
): Promise<Measures> {
  const select = db.prepare(`SELECT count(*) AS patches, coalesce(sum(probability >= ?), 0) AS positive,
      coalesce(sum(probability), 0) AS sum, max(probability) AS largest
      FROM predictions WHERE run_id = ? AND row = ? AND col BETWEEN ? AND ?`)
  let [patches, positive, sum] = [0, 0, 0]
  let largest: number | null = null
  for (let i = 0; i < spans.length; i += 3) {
    if (i > 0 && i % (3 * together) === 0) await setImmediate()
    const [row, fromCol, toCol] = spans.subarray(i, i + 3)
    const found = parseSums(select.get(threshold, run.id, row, fromCol, toCol))
    patches += found.patches
    positive += found.positive
    sum += found.sum
    if (found.largest !== null) largest = Math.max(largest ?? 0, found.largest)
  }
  return {
    ...dimensions,
    patches,
    positive,
    meanProbability: patches === 0 ? null : sum / patches,
    maxProbability: largest
  }
}
