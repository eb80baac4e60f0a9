import type { Geometry, Measures } from '../../../contract/region.ts'
import type { Run } from '../../../contract/run.ts'
import { cellsIn } from './cells.ts'
import { pairs, pointsOf, polygonsOf } from './geometry.ts'
import { areaOf, diameterOf, distance, type Point } from './rings.ts'

/** Data that measurements refer to. */
export interface MeasuredBy {
  run: Pick<Run, 'grid' | 'mpp'>
  /** The run's probabilities, row by row. */
  values: Float32Array
  threshold: number
}

/** Returns the length along points, including the way back to the first if `closed`. */
function lengthOf(points: readonly Point[], closed: boolean): number {
  let length = 0
  for (let index = closed ? 0 : 1; index < points.length; index++)
    length += distance(points.at(index - 1) as Point, points[index] as Point)
  return length
}

/** Returns the area in square level-0 pixels; null for lines and points. */
export function areaIn(geometry: Geometry): number | null {
  if (geometry.type === 'ellipse') return Math.PI * geometry.radiusX * geometry.radiusY
  return geometry.type === 'area' ? areaOf(polygonsOf(geometry)) : null
}

/** Ramanujan's second approximation, the same as in the host. */
function ellipsePerimeter(a: number, b: number): number {
  const h = ((a - b) / (a + b)) ** 2
  return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)))
}

function perimeterOf(geometry: Geometry): number | null {
  if (geometry.type === 'ellipse') return ellipsePerimeter(geometry.radiusX, geometry.radiusY)
  if (geometry.type !== 'area') return null
  return polygonsOf(geometry)
    .flat()
    .reduce((total, ring) => total + lengthOf(ring, true), 0)
}

function largestDiameterOf(geometry: Geometry): number | null {
  if (geometry.type === 'ellipse') return 2 * Math.max(geometry.radiusX, geometry.radiusY)
  return geometry.type === 'point' ? null : diameterOf(pointsOf(geometry))
}

/** Calculates the same measurements as the host, fast enough to follow drawing. */
export function measuresOf(geometry: Geometry, { run, values, threshold }: MeasuredBy): Measures {
  const mm = (pixels: number | null) => (pixels === null ? null : (pixels * run.mpp) / 1000)
  const area = areaIn(geometry)
  const cells = cellsIn(polygonsOf(geometry), run.grid, values)
  let [sum, max, positive] = [0, 0, 0]
  for (const cell of cells) {
    const value = values[cell] as number
    sum += value
    max = Math.max(max, value)
    positive += Number(value >= threshold)
  }
  return {
    areaMm2: area === null ? null : (area * run.mpp ** 2) / 1e6,
    perimeterMm: mm(perimeterOf(geometry)),
    largestDiameterMm: mm(largestDiameterOf(geometry)),
    lengthMm: geometry.type === 'line' ? mm(lengthOf(pairs(geometry.points), false)) : null,
    patches: cells.length,
    positive,
    meanProbability: cells.length > 0 ? sum / cells.length : null,
    maxProbability: cells.length > 0 ? max : null
  }
}
