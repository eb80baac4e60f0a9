import type { Run } from '../../../../contract/runs/run.ts'
import { type Announce, announceClasses } from '../../flows/review/announce.ts'
import { importRegions } from '../../flows/review/import-regions.ts'
import { addPatches, addShapes, changeRegions, combineRegions, measure } from '../../flows/review/shapes.ts'
import { currentSlide, type Identifying } from '../../flows/slides/identity.ts'
import { removeRegions } from '../../review/regions/draw.ts'
import { findRegion, getRegion, listRegions, regionsWithin } from '../../review/regions/records.ts'
import { getRun } from '../../runs/records.ts'
import { getSlide } from '../../slides/records.ts'
import type { RoomHandlers } from '../serve.ts'

/** Each action is performed first and announced second. */
export function regionsHandlers(context: Identifying, announce: Announce): RoomHandlers<'regions'> {
  const { db } = context
  const run = (runId: number) => getRun(db, runId)
  const slideOf = ({ slideId }: Run) => getSlide(db, slideId)
  const placeOf = (of: Run) => {
    const { width, height } = slideOf(of)
    return { run: of, slide: { width, height } }
  }
  return {
    'regions.list': ({ runId }) => listRegions(db, runId, run(runId).mpp),
    'regions.within': ({ runId, bounds, smallest, limit }) =>
      regionsWithin(db, run(runId).id, bounds, smallest ?? 0, limit ?? 100_000),
    'regions.get': ({ runId, regionId }) => getRegion(db, run(runId).id, regionId),
    'regions.measure': ({ runId, of: measured }, signal) => {
      const of = run(runId)
      if ('geometry' in measured) return measure(context, of, measured.geometry, placeOf(of).slide, signal)
      return measure(context, of, getRegion(db, runId, measured.regionId).geometry, null, signal)
    },
    'regions.add': async ({ runId, regions, origin = 'drawn' }, signal, caller) => {
      const of = run(runId)
      const { ids, effects } = await addShapes(context, caller, placeOf(of), { regions, origin }, signal)
      announce(of, effects)
      return ids.map(id => getRegion(db, runId, id))
    },
    'regions.import': async ({ runId, path }, signal, caller) => {
      const of = run(runId)
      const slide = await currentSlide(context, of.slideId, signal)
      const { imported, effects } = await importRegions(context, caller, of, slide, path, signal)
      if (imported.classes.length > 0) announceClasses(context)
      announce(of, effects)
      return imported
    },
    'regions.fromPatches': async ({ runId, ...patch }, signal, caller) => {
      const of = run(runId)
      const { ids, effects } = await addPatches(context, caller, placeOf(of), patch, signal)
      announce(of, effects)
      return getRegion(db, runId, ids[0]!)
    },
    'regions.update': async ({ runId, regionIds, change }, signal, caller) => {
      const of = run(runId)
      announce(of, await changeRegions(context, caller, placeOf(of), regionIds, change, signal))
      return regionIds.map(id => getRegion(db, runId, id))
    },
    'regions.remove': ({ runId, regionIds }, _signal, caller) => {
      announce(run(runId), removeRegions(db, caller, run(runId), regionIds))
    },
    'regions.merge': async ({ runId, regionId, operand }, signal, caller) => {
      const request = { how: 'union', id: regionId, operand } as const
      announce(run(runId), await combineRegions(context, caller, placeOf(run(runId)), request, signal))
      return getRegion(db, runId, regionId)
    },
    'regions.subtract': async ({ runId, regionId, operand }, signal, caller) => {
      const request = { how: 'difference', id: regionId, operand } as const
      announce(run(runId), await combineRegions(context, caller, placeOf(run(runId)), request, signal))
      return findRegion(db, runId, regionId) ?? null
    }
  }
}
