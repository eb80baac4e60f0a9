import { DuctalError } from '../../../../contract/errors.ts'
import type { Geometry, Operand, Region } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import { differenceOf, unionOf } from '../../../../geometry/combine.ts'
import { TooManyCrossings } from '../../../../geometry/overlay/noding.ts'
import { type Parts, partsOf } from '../../../../geometry/shape.ts'
import type { Size } from '../../../../geometry/storing/clip.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { act } from '../actions/act.ts'
import type { Effects } from '../actions/part.ts'
import type { Caller } from '../reviewers.ts'
import { checked } from './check-geometry.ts'
import { refuseLocked } from './draw.ts'
import { getRegion, type RegionRecord, recordOf } from './records.ts'

/**
 * Extends a region by other regions, which are removed, or by an area, as one action.
 * @throws DuctalError region/unknown, region/locked, region/bad-geometry
 */
export const mergeRegion = (
  db: WritableDb,
  caller: Caller,
  run: Run,
  slide: Size,
  id: string,
  operand: Operand
): Effects | null =>
  act(db, caller, run, () => {
    const region = areaRegion(db, run, id)
    const others = othersOf(db, run, id, operand)
    for (const other of others) refuseLocked(other)
    const parts = combined(() => unionOf(partsOf(region.geometry), ...operandParts(operand, others)))
    const gone = others.map(recordOf)
    const [was, is] = reshaped(region, parts, slide)
    return { kind: 'regions.merge', before: [was, ...gone], after: [is, ...gone.map(() => null)] }
  })

/**
 * Subtracts other regions, which stay, or an area from a region, as one action. Removes the region
 * if nothing of it is left.
 * @throws DuctalError region/unknown, region/locked, region/bad-geometry
 */
export const subtractRegion = (
  db: WritableDb,
  caller: Caller,
  run: Run,
  slide: Size,
  id: string,
  operand: Operand
): Effects | null =>
  act(db, caller, run, () => {
    const region = areaRegion(db, run, id)
    const others = othersOf(db, run, id, operand)
    const parts = combined(() => differenceOf(partsOf(region.geometry), ...operandParts(operand, others)))
    if (parts.length === 0) return { kind: 'regions.subtract', before: [recordOf(region)], after: [null] }
    const [was, is] = reshaped(region, parts, slide)
    return { kind: 'regions.subtract', before: [was], after: [is] }
  })

type Reshaped = Pick<RegionRecord, 'id' | 'kind' | 'geometry'>

function reshaped({ id, kind, geometry }: Region, parts: Parts, slide: Size): [Reshaped, Reshaped] {
  const drawn = kind === 'brush' || kind === 'freehand' ? kind : 'polygon'
  const is = checked(drawn, { type: 'area', parts }, slide)
  return [
    { id, kind, geometry },
    { id, kind: is.kind, geometry: is.geometry }
  ]
}

function combined(combine: () => Parts): Parts {
  try {
    return combine()
  } catch (error) {
    if (!(error instanceof TooManyCrossings)) throw error
    throw new DuctalError(
      'region/bad-geometry',
      'Cannot save this region: the two outlines cross too often. Draw a simpler one.'
    )
  }
}

function areaRegion(db: ReadableDb, run: Run, id: string): Region {
  const region = getRegion(db, run.id, id)
  refuseLocked(region)
  requireArea(region.geometry)
  return region
}

function requireArea({ type }: Geometry): void {
  if (type === 'line' || type === 'point')
    throw new DuctalError(
      'region/bad-geometry',
      `A ${type} has no area. Only regions with an area can be merged or subtracted.`
    )
}

const othersOf = (db: ReadableDb, run: Run, id: string, operand: Operand): Region[] =>
  'geometry' in operand
    ? []
    : [...new Set(operand.regionIds)].filter(other => other !== id).map(other => getRegion(db, run.id, other))

function operandParts(operand: Operand, others: Region[]): Parts[] {
  const geometries = 'geometry' in operand ? [operand.geometry] : others.map(({ geometry }) => geometry)
  geometries.forEach(requireArea)
  return geometries.map(partsOf)
}
