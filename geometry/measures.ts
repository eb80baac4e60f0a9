import type { Geometry, Measures } from '../contract/review/region.ts'
import type { Run } from '../contract/runs/run.ts'
import { cellsIn } from './cells.ts'
import { dimensionsOf } from './dimensions.ts'
import { outerPoints } from './shape.ts'
import type { Size } from './storing/clip.ts'
import { asStored } from './storing/storable.ts'

/** Data that measurements refer to. */
export interface MeasuredBy {
  run: Pick<Run, 'grid' | 'mpp'>
  /** Size of the slide in level-0 pixels. */
  slide: Size
  /** The run's probabilities, row by row. */
  values: Float32Array
  threshold: number
}

/** Numbers of an outline that can be made valid at every move of the pointer. */
const mostNumbers = 10_000

/**
 * Measures a geometry as it would be stored, on a run whose probabilities are in memory, fast
 * enough to follow drawing. An outline of more than 5,000 corners is measured as it is.
 */
export const measuresOf = (drawn: Geometry, { slide, ...by }: MeasuredBy): Measures =>
  storedMeasuresOf(outerPoints(drawn).length > mostNumbers ? drawn : asStored(drawn, slide), by)

/** Measures a stored geometry in the same way. */
export function storedMeasuresOf(
  geometry: Geometry,
  { run, values, threshold }: Omit<MeasuredBy, 'slide'>
): Measures {
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
