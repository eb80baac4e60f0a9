import { type Geometry, RegionKind, RegionOrigin } from '../../../../contract/review/region.ts'
import { flag, integer, oneOf, rowParser, text, trustedJson } from '../../db/rows.ts'
import { type RegionRecord, regionWriter } from '../regions/records.ts'
import type { Part } from './part.ts'
import { idsOf, type RecordsChange, replayRecords, sidesOf } from './records.ts'

export interface RegionChange extends RecordsChange<RegionRecord> {
  kind:
    | 'regions.add'
    | 'regions.import'
    | 'regions.patches'
    | 'regions.update'
    | 'regions.remove'
    | 'regions.merge'
    | 'regions.subtract'
}

/** By id, with the present name of their class. */
type RegionState = (RegionRecord & { className: string; updatedAt: string })[]

const parseRegion = rowParser('regions', {
  id: text,
  kind: oneOf(RegionKind.options),
  geometry: trustedJson<Geometry>(),
  class: integer,
  name: text,
  note: text,
  locked: flag,
  origin: oneOf(RegionOrigin.options),
  createdAt: text,
  updatedAt: text,
  className: text
})

export const regions: Part<RegionChange, RegionState> = {
  subject: 'the regions',
  changes: kind => kind.startsWith('regions.'),
  apply(db, review, change, side, { utc }) {
    const put = regionWriter(db, review.id)
    for (const [id, record] of sidesOf(change, side)) put(id, record, utc)
    return { regions: idsOf(change) }
  },
  replay: () =>
    replayRecords<RegionRecord, RegionState[number]>((region, classes) => ({
      ...region,
      className: classes.get(region.class)?.name ?? ''
    })),
  stored(db, reviewId) {
    const rows = db
      .prepare(`SELECT regions.id, kind, geometry, class_id AS class, regions.name, note, locked, origin,
        created_at AS createdAt, updated_at AS updatedAt, region_classes.name AS className
        FROM regions JOIN region_classes ON region_classes.id = class_id WHERE review_id = ? ORDER BY regions.id`)
      .all(reviewId)
      .map(parseRegion)
    return rows
  },
  restore(db, reviewId, state) {
    const put = regionWriter(db, reviewId)
    for (const { className: _, updatedAt, ...region } of state) put(region.id, region, updatedAt)
  },
  describe: change => ({ count: idsOf(change).length, text: change.after[0]?.name ?? '' })
}
