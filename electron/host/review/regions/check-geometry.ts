import { DuctalError } from '../../../../contract/errors.ts'
import type { Geometry, RegionKind } from '../../../../contract/review/region.ts'
import { unionOf } from '../../../../geometry/combine.ts'
import { crossesItself } from '../../../../geometry/self-crossing.ts'
import { areaOf, boundsOf } from '../../../../geometry/shape.ts'

const own = ['ellipse', 'line', 'point']

const bad = (reason: string) => new DuctalError('region/bad-geometry', `Cannot save this region: ${reason}.`)

/**
 * Returns a geometry in storable form: splits rings that cross themselves or each other into simple
 * parts.
 * @param slide size in level-0 pixels
 * @throws DuctalError region/bad-geometry
 */
export function checked(
  kind: RegionKind,
  geometry: Geometry,
  slide: { width: number; height: number }
): Geometry {
  if (geometry.type !== (own.includes(kind) ? kind : 'area'))
    throw bad(`a ${kind} cannot have the shape ${geometry.type}`)
  const { minX, minY, maxX, maxY } = boundsOf(geometry)
  if (maxX < 0 || maxY < 0 || minX > slide.width || minY > slide.height)
    throw bad(
      `it is outside the slide (${slide.width} × ${slide.height} pixels) and may belong to another one`
    )
  if (geometry.type !== 'area') return geometry
  const rings = geometry.parts.flat()
  const parts = crossesItself(rings)
    ? unionOf(...(geometry.parts.map(part => [part]) as [number[][][]]))
    : geometry.parts
  const whole: Geometry = { type: 'area', parts }
  if (parts.length === 0 || !(areaOf(whole)! > 0)) throw bad('it encloses no area')
  return whole
}
