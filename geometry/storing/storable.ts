import type { Geometry, RegionKind, Ring } from '../../contract/review/region.ts'
import { unionOf } from '../combine.ts'
import { snapped, stepsPerPixel, withoutRepeats } from '../overlay/lattice.ts'
import { TooManyCrossings } from '../overlay/noding.ts'
import { pointsOf } from '../points.ts'
import { boundsOf, doubleArea, type Parts, partsOf } from '../shape.ts'
import { canonicalParts } from './canonical.ts'
import { clippedLine, clippedRing, type Size } from './clip.ts'

/** Why a shape cannot be stored, as a phrase that follows “the region …”. */
export class Unstorable extends Error {}

export interface Storable {
  kind: RegionKind
  geometry: Geometry
  /** Whether a part of the shape was outside the slide. */
  clipped: boolean
  /** Whether rings crossed or overlapped, so that the outline is another one now. */
  repaired: boolean
}

/** Kinds that have a geometry of the same name; the others are areas. */
const own: readonly RegionKind[] = ['ellipse', 'line', 'point']

/**
 * Returns a shape as the library stores it. An area is valid as the Simple Features standard, GEOS
 * and JTS define it: no ring crosses or touches itself, holes are inside their part, parts do not
 * overlap. Its corners are multiples of 1/64 pixel, and outer rings run clockwise. What extends
 * beyond the slide is cut off.
 * @param slide size in level-0 pixels
 * @throws Unstorable
 */
export function storable(kind: RegionKind, geometry: Geometry, slide: Size): Storable {
  if (geometry.type !== (own.includes(kind) ? kind : 'area'))
    throw new Unstorable(`is of the kind ${kind} and cannot have the shape ${geometry.type}`)
  const { minX, minY, maxX, maxY } = boundsOf(geometry)
  if (maxX < 0 || maxY < 0 || minX > slide.width || minY > slide.height)
    throw new Unstorable(
      `is outside the slide (${slide.width} × ${slide.height} pixels) and may belong to another one`
    )
  const step = 1 / stepsPerPixel
  const clipped = minX < -step || minY < -step || maxX > slide.width + step || maxY > slide.height + step
  if (geometry.type === 'point') return { kind, geometry, clipped: false, repaired: false }
  if (geometry.type === 'line') return { ...storableLine(geometry, slide), clipped }
  // A part of an ellipse is not an ellipse.
  if (geometry.type === 'ellipse' && !clipped) return { kind, geometry, clipped, repaired: false }
  const { parts, repaired } = storableParts(partsOf(geometry), slide)
  return {
    kind: kind === 'ellipse' || (kind === 'rectangle' && !isBox(parts)) ? 'polygon' : kind,
    geometry: { type: 'area', parts },
    clipped,
    repaired: repaired && !clipped
  }
}

/** Returns a shape as it would be stored, to be measured; unchanged if it cannot be stored. */
export function asStored(geometry: Geometry, slide: Size): Geometry {
  try {
    return storable(geometry.type === 'area' ? 'polygon' : geometry.type, geometry, slide).geometry
  } catch (error) {
    if (!(error instanceof Unstorable)) throw error
    return geometry
  }
}

function storableLine({ points }: Extract<Geometry, { type: 'line' }>, slide: Size) {
  const kept = clippedLine(points, slide)
  if (kept.length < 4) throw new Unstorable('is outside the slide but for a single point')
  if (kept.every((value, index) => value === kept[index % 2]))
    throw new Unstorable('is a line without length')
  return { kind: 'line' as const, geometry: { type: 'line' as const, points: kept }, repaired: false }
}

function storableParts(given: Parts, slide: Size): { parts: Parts; repaired: boolean } {
  const ringOf = (ring: number[]) => withoutRepeats(clippedRing(ring, slide).map(snapped))
  const present = given
    .map(part => part.map(ringOf))
    .filter(([outer]) => outer!.length >= 6)
    .map(part => part.filter(ring => ring.length >= 6))
  const parts = validParts(present)
  if (parts.length === 0) throw new Unstorable('encloses no area')
  // A valid area keeps its first corners, and those on straight edges, for the user to move.
  const same = canonicalParts(present) === canonicalParts(parts)
  return { parts: same ? present.map(turned) : parts, repaired: !same }
}

/** Turns the outer ring to run clockwise on the slide, and holes to run the other way. */
const turned = (part: Ring[]): Ring[] =>
  part.map((ring, index) => {
    if (doubleArea(ring) > 0 === (index === 0)) return ring
    const [first, ...others] = pointsOf(ring)
    return [first!, ...others.reverse()].flat()
  })

function validParts(parts: Parts): Parts {
  try {
    return unionOf(parts)
  } catch (error) {
    if (!(error instanceof TooManyCrossings)) throw error
    throw new Unstorable('has an outline that crosses itself too often; draw or export a simpler one')
  }
}

/** Whether an area is a rectangle along the axes of the slide. */
function isBox(parts: Parts): boolean {
  const [ring = []] = parts[0] ?? []
  if (parts.flat().length !== 1 || ring.length !== 8) return false
  return (
    new Set(ring.filter((_, index) => index % 2 === 0)).size === 2 &&
    new Set(ring.filter((_, index) => index % 2 === 1)).size === 2
  )
}
