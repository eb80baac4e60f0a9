import type { Run } from '../../../../contract/runs/run.ts'
import { asStored } from '../../../../geometry/storing/storable.ts'
import { type Announce, announceClasses } from '../../flows/review/announce.ts'
import { importRegions } from '../../flows/review/import-regions.ts'
import { currentSlide, type Identifying } from '../../flows/slides/identity.ts'
import { mergeRegion, subtractRegion } from '../../review/regions/combine.ts'
import { addRegions, removeRegions, updateRegions } from '../../review/regions/draw.ts'
import { measure } from '../../review/regions/measures.ts'
import { positiveArea } from '../../review/regions/positives.ts'
import { findRegion, getRegion, listRegions, regionsWithin } from '../../review/regions/records.ts'
import { thresholdOf } from '../../review/summary.ts'
import { getRun } from '../../runs/records.ts'
import { getSlide } from '../../slides/records.ts'
import type { RoomHandlers } from '../serve.ts'

/** Each action is performed first and announced second. */
export function regionsHandlers(context: Identifying, announce: Announce): RoomHandlers<'regions'> {
  const { db } = context
  const run = (runId: number) => getRun(db, runId)
  const slideOf = ({ slideId }: Run) => getSlide(db, slideId)
  return {
    'regions.list': ({ runId }) => listRegions(db, runId, run(runId).mpp),
    'regions.within': ({ runId, bounds, smallest, limit }) =>
      regionsWithin(db, run(runId).id, bounds, smallest ?? 0, limit ?? 100_000),
    'regions.get': ({ runId, regionId }) => getRegion(db, run(runId).id, regionId),
    'regions.measure': ({ runId, of: measured }) => {
      const of = run(runId)
      const geometry =
        'geometry' in measured
          ? asStored(measured.geometry, slideOf(of))
          : getRegion(db, runId, measured.regionId).geometry
      return measure(db, of, thresholdOf(db, of), geometry)
    },
    'regions.add': ({ runId, regions, origin }, _signal, caller) => {
      const of = run(runId)
      const { ids, effects } = addRegions(db, caller, of, slideOf(of), regions, origin ?? 'drawn')
      announce(of, effects)
      return ids.map(id => getRegion(db, runId, id))
    },
    'regions.import': async ({ runId, path }, signal, caller) => {
      const of = run(runId)
      const slide = await currentSlide(context, of.slideId, signal)
      const { imported, effects } = await importRegions(db, caller, of, slide, path, signal)
      if (imported.classes.length > 0) announceClasses(context)
      announce(of, effects)
      return imported
    },
    'regions.fromPatches': ({ runId, row, col, classId }, _signal, caller) => {
      const of = run(runId)
      const geometry = positiveArea(db, of, thresholdOf(db, of), { row, col })
      const { ids, effects } = addRegions(
        db,
        caller,
        of,
        slideOf(of),
        [{ kind: 'polygon', geometry, classId }],
        'patches'
      )
      announce(of, effects)
      return getRegion(db, runId, ids[0]!)
    },
    'regions.update': ({ runId, regionIds, change }, _signal, caller) => {
      const of = run(runId)
      announce(of, updateRegions(db, caller, of, slideOf(of), regionIds, change))
      return regionIds.map(id => getRegion(db, runId, id))
    },
    'regions.remove': ({ runId, regionIds }, _signal, caller) => {
      announce(run(runId), removeRegions(db, caller, run(runId), regionIds))
    },
    'regions.merge': ({ runId, regionId, operand }, _signal, caller) => {
      const of = run(runId)
      announce(of, mergeRegion(db, caller, of, slideOf(of), regionId, operand))
      return getRegion(db, runId, regionId)
    },
    'regions.subtract': ({ runId, regionId, operand }, _signal, caller) => {
      const of = run(runId)
      announce(of, subtractRegion(db, caller, of, slideOf(of), regionId, operand))
      return findRegion(db, runId, regionId) ?? null
    }
  }
}
