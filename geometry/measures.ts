import type { Geometry, Measures } from '../contract/review/region.ts'
import type { Run } from '../contract/runs/run.ts'
import { cellsIn } from './cells.ts'
import { dimensionsOf } from './dimensions.ts'

/** Data that measurements refer to. */
export interface MeasuredBy {
  run: Pick<Run, 'grid' | 'mpp'>
  /** The run's probabilities, row by row. */
  values: Float32Array
  threshold: number
}

/**
 * Measures a geometry on a run whose probabilities are in memory, fast enough to follow drawing.
 */
export function measuresOf(geometry: Geometry, { run, values, threshold }: MeasuredBy): Measures {
  const cells = cellsIn(geometry, run.grid, values)
  let [sum, max, positive] = [0, 0, 0]
  for (const cell of cells) {
    const value = values[cell]!
    sum += value
    max = Math.max(max, value)
    positive += Number(value >= threshold)
  }
  return {
    ...dimensionsOf(geometry, run.mpp),
    patches: cells.length,
    positive,
    meanProbability: cells.length > 0 ? sum / cells.length : null,
    maxProbability: cells.length > 0 ? max : null
  }
}
