import { randomUUID } from 'node:crypto'
import { DuctalError } from '../../../../contract/errors.ts'
import type { NewRegion, Region, RegionChange, RegionOrigin } from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { DrawnShape } from '../../../../contract/tasks/regions.ts'
import type { WritableDb } from '../../db/connection.ts'
import { act } from '../actions/act.ts'
import type { Effects } from '../actions/part.ts'
import { canonical } from '../log/canonical.ts'
import type { Caller } from '../reviewers.ts'
import { firstClass, getClass } from './classes.ts'
import { getRegion, type RegionRecord, recordOf } from './records.ts'

/**
 * Adds regions as one action.
 * @param regions with shapes in storable form
 * @throws DuctalError region/bad-geometry if an id is taken, class/unknown
 */
export function addRegions(
  db: WritableDb,
  caller: Caller,
  run: Run,
  regions: NewRegion[],
  origin: RegionOrigin
): { ids: string[]; effects: Effects | null } {
  const ids = regions.map(({ id }) => id ?? randomUUID())
  const effects = act(db, caller, run, (review, now) => {
    const exists = db.prepare('SELECT 1 FROM regions WHERE review_id = ? AND id = ?')
    const taken = new Set<string>()
    const after = regions.map((region, index): RegionRecord => {
      const id = ids[index]!
      if (taken.has(id) || exists.get(review.id, id) !== undefined)
        throw new DuctalError(
          'region/bad-geometry',
          `Cannot save this region: the id ${id} is already in use. Draw the region again.`
        )
      taken.add(id)
      return {
        id,
        kind: region.kind,
        geometry: region.geometry,
        class: region.classId === undefined ? firstClass(db) : getClass(db, region.classId).id,
        name: region.name ?? '',
        note: region.note ?? '',
        locked: region.locked ?? false,
        origin,
        createdAt: now
      }
    })
    const kind =
      origin === 'imported' ? 'regions.import' : origin === 'patches' ? 'regions.patches' : 'regions.add'
    return { kind, before: after.map(() => null), after }
  })
  return { ids, effects }
}

/**
 * Changes regions as one action.
 * @param shapes storable form of those regions whose shape or kind changes
 * @throws DuctalError region/unknown, region/locked, region/bad-geometry
 */
export function updateRegions(
  db: WritableDb,
  caller: Caller,
  run: Run,
  ids: string[],
  { classId, ...change }: RegionChange,
  shapes: ReadonlyMap<string, DrawnShape> = new Map()
): Effects | null {
  return act(db, caller, run, () => {
    if (classId !== undefined) getClass(db, classId)
    const before: (Partial<RegionRecord> & { id: string })[] = []
    const after: typeof before = []
    for (const id of new Set(ids)) {
      const region = getRegion(db, run.id, id)
      if (change.locked !== false) refuseLocked(region)
      const present = recordOf(region)
      const wanted: RegionRecord = {
        ...present,
        ...shapes.get(id),
        class: classId ?? present.class,
        name: change.name ?? present.name,
        note: change.note ?? present.note,
        locked: change.locked ?? present.locked
      }
      const [was, is] = differenceOf(present, wanted)
      if (Object.keys(is).length === 0) continue
      before.push({ id, ...was })
      after.push({ id, ...is })
    }
    return after.length === 0 ? null : { kind: 'regions.update', before, after }
  })
}

/** Returns the differing fields of two records, once with each record's values. */
function differenceOf(
  present: RegionRecord,
  wanted: RegionRecord
): [Partial<RegionRecord>, Partial<RegionRecord>] {
  const names = (Object.keys(present) as (keyof RegionRecord)[]).filter(
    name => canonical(present[name]) !== canonical(wanted[name])
  )
  const only = (record: RegionRecord): Partial<RegionRecord> =>
    Object.fromEntries(names.map(name => [name, record[name]]))
  return [only(present), only(wanted)]
}

/**
 * Removes regions as one action.
 * @throws DuctalError region/unknown, region/locked
 */
export const removeRegions = (db: WritableDb, caller: Caller, run: Run, ids: string[]): Effects | null =>
  act(db, caller, run, () => {
    const before = [...new Set(ids)].map(id => {
      const region = getRegion(db, run.id, id)
      refuseLocked(region)
      return recordOf(region)
    })
    return { kind: 'regions.remove', before, after: before.map(() => null) }
  })

/** @throws DuctalError region/locked */
export function refuseLocked({ name, locked }: Region): void {
  if (locked)
    throw new DuctalError(
      'region/locked',
      `The region${name === '' ? '' : ` ${name}`} is locked. Unlock it to change or delete it.`
    )
}
