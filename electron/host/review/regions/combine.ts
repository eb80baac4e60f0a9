import { DuctalError } from '../../../../contract/errors.ts'
import type { Geometry, Operand, Region, RegionKind, Ring } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { DrawnShape } from '../../../../contract/tasks/regions.ts'
import { partsOf } from '../../../../geometry/shape.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { act } from '../actions/act.ts'
import type { Effects } from '../actions/part.ts'
import { canonical } from '../log/canonical.ts'
import type { Caller } from '../reviewers.ts'
import { refuseLocked } from './draw.ts'
import { findRegion, getRegion, type RegionRecord, recordOf } from './records.ts'

/** A region, and what is to be merged with it or subtracted from it. */
export interface Combining {
  region: Region
  /** Regions of the review among the operands. */
  others: Region[]
  /** Kind of the result. */
  kind: RegionKind
  first: Ring[][]
  operands: Ring[][][]
}

/**
 * Returns the areas that are to be combined.
 * @throws DuctalError region/unknown, region/locked, region/bad-geometry
 */
export function combining(db: ReadableDb, run: Run, id: string, operand: Operand): Combining {
  const region = getRegion(db, run.id, id)
  refuseLocked(region)
  const others =
    'geometry' in operand
      ? []
      : [...new Set(operand.regionIds)]
          .filter(other => other !== id)
          .map(other => getRegion(db, run.id, other))
  const geometries = 'geometry' in operand ? [operand.geometry] : others.map(({ geometry }) => geometry)
  for (const geometry of [region.geometry, ...geometries]) requireArea(geometry)
  const kind = region.kind === 'brush' || region.kind === 'freehand' ? region.kind : 'polygon'
  return { region, others, kind, first: partsOf(region.geometry), operands: geometries.map(partsOf) }
}

/**
 * Extends a region by other regions, which are removed, or by an area, as one action.
 * @param shape the joined areas; never null, because the region has an area
 * @throws DuctalError region/locked, region/changed
 */
export const mergeRegion = (
  db: WritableDb,
  caller: Caller,
  run: Run,
  { region, others }: Combining,
  shape: DrawnShape | null
): Effects | null =>
  act(db, caller, run, () => {
    requireUnchanged(db, run, [region, ...others])
    for (const other of others) refuseLocked(other)
    const gone = others.map(recordOf)
    const [was, is] = reshaped(region, shape)
    return { kind: 'regions.merge', before: [was, ...gone], after: [is, ...gone.map(() => null)] }
  })

/**
 * Subtracts other regions, which stay, or an area from a region, as one action. Removes the region
 * if nothing of it is left.
 * @param shape what is left
 * @throws DuctalError region/changed
 */
export const subtractRegion = (
  db: WritableDb,
  caller: Caller,
  run: Run,
  { region, others }: Combining,
  shape: DrawnShape | null
): Effects | null =>
  act(db, caller, run, () => {
    requireUnchanged(db, run, [region, ...others])
    if (!shape) return { kind: 'regions.subtract', before: [recordOf(region)], after: [null] }
    const [was, is] = reshaped(region, shape)
    return { kind: 'regions.subtract', before: [was], after: [is] }
  })

/** The areas were combined in another process; meanwhile another window may have changed them. */
function requireUnchanged(db: ReadableDb, run: Run, regions: Region[]): void {
  for (const region of regions) {
    const now = findRegion(db, run.id, region.id)
    if (now && canonical(recordOf(now)) === canonical(recordOf(region))) continue
    throw new DuctalError(
      'region/changed',
      `Another window changed the region ${region.name || region.id} at the same time. Look at it and try again.`
    )
  }
}

type Reshaped = Pick<RegionRecord, 'id' | 'kind' | 'geometry'>

const reshaped = ({ id, kind, geometry }: Region, shape: DrawnShape | null): [Reshaped, Reshaped] => [
  { id, kind, geometry },
  { id, ...(shape ?? { kind, geometry }) }
]

function requireArea({ type }: Geometry): void {
  if (type === 'line' || type === 'point')
    throw new DuctalError(
      'region/bad-geometry',
      `A ${type} has no area. Only regions with an area can be merged or subtracted.`
    )
}
