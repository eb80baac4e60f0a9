import type { Geometry, Measures } from '../../../contract/region.ts'
import type { Run } from '../../../contract/run.ts'
import { cellsIn } from './cells.ts'
import { pairs, pointsOf, polygonsOf } from './geometry.ts'
import { areaOf, diameterOf, distance, type Point } from './rings.ts'

/** What is measured against. */
export interface MeasuredBy {
  run: Pick<Run, 'grid' | 'mpp'>
  /** The run's probabilities, row by row. */
  values: Float32Array
  threshold: number
}

/** The length along points, back to the first where `closed`. */
function lengthOf(points: readonly Point[], closed: boolean): number {
  let length = 0
  for (let index = closed ? 0 : 1; index < points.length; index++)
    length += distance(points.at(index - 1) as Point, points[index] as Point)
  return length
}

/** The measures that the host will give, fast enough to follow the hand that draws. */
export function measuresOf(geometry: Geometry, { run, values, threshold }: MeasuredBy): Measures {
  const mmPerPixel = run.mpp / 1000
  const polygons = polygonsOf(geometry)
  const isArea = polygons.length > 0
  const cells = cellsIn(polygons, run.grid, values)
  let [sum, max, positive] = [0, 0, 0]
  for (const cell of cells) {
    const value = values[cell] as number
    sum += value
    max = Math.max(max, value)
    positive += Number(value >= threshold)
  }
  return {
    areaMm2: isArea ? areaOf(polygons) * mmPerPixel ** 2 : null,
    perimeterMm: isArea
      ? polygons.flat().reduce((total, ring) => total + lengthOf(ring, true), 0) * mmPerPixel
      : null,
    largestDiameterMm: isArea ? diameterOf(pointsOf(geometry)) * mmPerPixel : null,
    lengthMm: geometry.type === 'line' ? lengthOf(pairs(geometry.points), false) * mmPerPixel : null,
    patches: cells.length,
    positive,
    meanProbability: cells.length > 0 ? sum / cells.length : null,
    maxProbability: cells.length > 0 ? max : null
  }
}
