import type { Geometry, Measures } from '../contract/review/region.ts'
import { diameterOf } from './hull.ts'
import { lengthOf, pointsOf } from './points.ts'
import { areaOf, outerPoints } from './shape.ts'

/** Perimeter of a geometry in level-0 pixels; null for lines and points. */
function perimeterOf(geometry: Geometry): number | null {
  if (geometry.type === 'ellipse') return ellipsePerimeter(geometry.radiusX, geometry.radiusY)
  if (geometry.type !== 'area') return null
  return geometry.parts.flat().reduce((sum, ring) => sum + lengthOf([...ring, ring[0]!, ring[1]!]), 0)
}

/** Ramanujan's second approximation; the error is below 0.05 % even for the flattest ellipse. */
function ellipsePerimeter(a: number, b: number): number {
  const h = ((a - b) / (a + b)) ** 2
  return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)))
}

/** Greatest distance between two points of a geometry in level-0 pixels; null for a point. */
function largestDiameterOf(geometry: Geometry): number | null {
  if (geometry.type === 'point') return null
  if (geometry.type === 'ellipse') return 2 * Math.max(geometry.radiusX, geometry.radiusY)
  return diameterOf(pointsOf(outerPoints(geometry)))
}

/** Converts an area from square level-0 pixels to mm². */
export const mm2Of = (area: number | null, mpp: number): number | null =>
  area === null ? null : (area * mpp ** 2) / 1e6

export type Dimensions = Pick<Measures, 'areaMm2' | 'perimeterMm' | 'largestDiameterMm' | 'lengthMm'>

/**
 * Returns the dimensions of a geometry in mm and mm².
 * @param mpp µm per level-0 pixel
 */
export function dimensionsOf(geometry: Geometry, mpp: number): Dimensions {
  const mm = (pixels: number | null) => (pixels === null ? null : (pixels * mpp) / 1000)
  return {
    areaMm2: mm2Of(areaOf(geometry), mpp),
    perimeterMm: mm(perimeterOf(geometry)),
    largestDiameterMm: mm(largestDiameterOf(geometry)),
    lengthMm: geometry.type === 'line' ? mm(lengthOf(geometry.points)) : null
  }
}
