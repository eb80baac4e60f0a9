import { DuctalError } from '../../../../contract/errors.ts'
import {
  type Bounds,
  type Geometry,
  type Region,
  RegionKind,
  RegionOrigin,
  type RegionRow
} from '../../../../contract/review/region.ts'
import { mm2Of } from '../../../../geometry/dimensions.ts'
import { areaOf, boundsOf } from '../../../../geometry/shape.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import {
  flag,
  integer,
  nullable,
  oneOf,
  optional,
  real,
  rowParser,
  text,
  trustedJson
} from '../../db/rows.ts'
import { canonical } from '../log/canonical.ts'

/** A region as stored in the log, without the values derived from its geometry. */
export interface RegionRecord {
  id: string
  kind: RegionKind
  geometry: Geometry
  class: number
  name: string
  note: string
  locked: boolean
  origin: RegionOrigin
  createdAt: string
}

const parseCommon = rowParser('regions', {
  id: text,
  run_id: integer,
  kind: oneOf(RegionKind.options),
  class_id: integer,
  name: text,
  note: text,
  locked: flag,
  origin: oneOf(RegionOrigin.options),
  created_at: text,
  updated_at: text,
  min_x: real,
  min_y: real,
  max_x: real,
  max_y: real,
  area: nullable(real)
})

const columns = `regions.id, run_id, regions.kind, class_id, regions.name, note, locked, origin, regions.created_at,
  regions.updated_at, regions.min_x, regions.min_y, regions.max_x, regions.max_y, area`
const ofRun = 'FROM regions JOIN reviews ON reviews.id = regions.review_id'

const common = (row: ReturnType<typeof parseCommon>): Omit<Region, 'geometry'> => ({
  id: row.id,
  runId: row.run_id,
  kind: row.kind,
  bounds: { minX: row.min_x, minY: row.min_y, maxX: row.max_x, maxY: row.max_y },
  classId: row.class_id,
  name: row.name,
  note: row.note,
  locked: row.locked,
  origin: row.origin,
  createdAt: row.created_at,
  updatedAt: row.updated_at
})

const parseGeometry = rowParser('regions', { geometry: trustedJson<Geometry>() })

const regionOf = (row: unknown): Region => ({ ...common(parseCommon(row)), ...parseGeometry(row) })

/** By creation, so that a region restored by undo returns to its old position. */
const inOrder = 'ORDER BY regions.created_at, regions.number'

/**
 * Returns all regions of a run in order of creation, without geometry.
 * @param mpp µm per level-0 pixel of the run
 */
export const listRegions = (db: ReadableDb, runId: number, mpp: number): RegionRow[] =>
  db
    .prepare(`SELECT ${columns} ${ofRun} WHERE run_id = ? ${inOrder}`)
    .all(runId)
    .map(parseCommon)
    .map(row => ({ ...common(row), areaMm2: mm2Of(row.area, mpp) }))

/** Yields all regions of a run with their geometry, in order of creation. */
export function* regionsOf(db: ReadableDb, runId: number): Generator<Region> {
  const numbers = db.prepare(`SELECT regions.number ${ofRun} WHERE run_id = ? ${inOrder}`).pluck()
  const one = db.prepare(`SELECT ${columns}, geometry ${ofRun} WHERE regions.number = ?`)
  for (const number of numbers.all(runId)) {
    const row = one.get(number)
    if (row) yield regionOf(row)
  }
}

/**
 * Returns regions whose bounds touch a part of the slide, largest first.
 * @param smallest minimum size in level-0 pixels
 */
export function regionsWithin(
  db: ReadableDb,
  runId: number,
  { minX, minY, maxX, maxY }: Bounds,
  smallest: number,
  limit: number
): Region[] {
  const rows = db
    .prepare(`SELECT ${columns}, geometry FROM reviews
      JOIN region_bounds AS box ON box.min_review = reviews.id AND box.max_review = reviews.id
        AND box.min_x <= @maxX AND box.max_x >= @minX AND box.min_y <= @maxY AND box.max_y >= @minY
      JOIN regions ON regions.number = box.number
      WHERE run_id = @runId AND max(regions.max_x - regions.min_x, regions.max_y - regions.min_y) >= @smallest
      ORDER BY max(regions.max_x - regions.min_x, regions.max_y - regions.min_y) DESC, regions.number LIMIT @limit`)
    .all({ runId, minX, minY, maxX, maxY, smallest, limit })
  return rows.map(regionOf)
}

export function findRegion(db: ReadableDb, runId: number, id: string): Region | undefined {
  return optional(
    regionOf,
    db.prepare(`SELECT ${columns}, geometry ${ofRun} WHERE run_id = ? AND regions.id = ?`).get(runId, id)
  )
}

/** @throws DuctalError region/unknown */
export function getRegion(db: ReadableDb, runId: number, id: string): Region {
  const region = findRegion(db, runId, id)
  if (region) return region
  throw new DuctalError(
    'region/unknown',
    `The review of analysis ${runId} has no region ${id}. It may have been deleted.`
  )
}

/** Converts a region to the form stored in the log. */
export const recordOf = (region: Region): RegionRecord => ({
  id: region.id,
  kind: region.kind,
  geometry: region.geometry,
  class: region.classId,
  name: region.name,
  note: region.note,
  locked: region.locked,
  origin: region.origin,
  createdAt: region.createdAt
})

/** One side of a change to a region. */
export type RegionSide = RegionRecord | (Partial<RegionRecord> & { id: string }) | null

/**
 * Returns a function that sets a region of a review to one side of a change.
 * @param utc time of the change
 */
export function regionWriter(
  db: WritableDb,
  reviewId: number
): (id: string, side: RegionSide, utc: string) => void {
  const find =
    db.prepare(`SELECT kind, geometry, class_id AS class, name, note, locked, origin, created_at AS createdAt
    FROM regions WHERE review_id = ? AND id = ?`)
  const remove = db.prepare('DELETE FROM regions WHERE review_id = ? AND id = ?')
  const put =
    db.prepare(`INSERT INTO regions (id, review_id, kind, geometry, class_id, name, note, locked, origin,
      created_at, updated_at, min_x, min_y, max_x, max_y, area)
    VALUES (@id, @reviewId, @kind, @geometry, @class, @name, @note, @locked, @origin, @createdAt, @utc,
      @minX, @minY, @maxX, @maxY, @area)
    ON CONFLICT (review_id, id) DO UPDATE SET kind = excluded.kind, geometry = excluded.geometry,
      class_id = excluded.class_id, name = excluded.name, note = excluded.note, locked = excluded.locked,
      updated_at = excluded.updated_at, min_x = excluded.min_x, min_y = excluded.min_y, max_x = excluded.max_x,
      max_y = excluded.max_y, area = excluded.area`)
  return (id, side, utc) => {
    if (side === null) {
      remove.run(reviewId, id)
      return
    }
    const known = find.get(reviewId, id) as
      | (Omit<RegionRecord, 'geometry'> & { geometry: string })
      | undefined
    const geometry: Geometry = side.geometry ?? JSON.parse(known?.geometry ?? 'null')
    put.run({
      ...known,
      ...side,
      ...boundsOf(geometry),
      locked: Number(side.locked ?? known?.locked),
      geometry: side.geometry ? canonical(geometry) : known?.geometry,
      area: areaOf(geometry),
      id,
      reviewId,
      utc
    })
  }
}
