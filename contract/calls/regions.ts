import { z } from 'zod'
import {
  Bounds,
  Geometry,
  Measures,
  NewRegion,
  Operand,
  Region,
  RegionChange,
  RegionOrigin,
  RegionRow
} from '../review/region.ts'
import { Imported } from '../review/report.ts'
import { path } from '../text/text.ts'
import { call, place, runId } from './call.ts'

const regionIds = z.array(z.uuid()).min(1)

/** Calls about the regions of a review. */
export const regionsCalls = {
  /** Returns every region of a run, without geometry. */
  'regions.list': call(z.object({ runId }), z.array(RegionRow)),
  /**
   * Returns regions that touch the bounds, largest first. Omits those smaller than `smallest`
   * level-0 pixels in either direction.
   */
  'regions.within': call(
    z.object({
      runId,
      bounds: Bounds,
      smallest: z.number().nonnegative().optional(),
      limit: z.number().int().min(1).max(100_000).optional()
    }),
    z.array(Region)
  ),
  'regions.get': call(z.object({ runId, regionId: z.uuid() }), Region),
  /** Measures a stored region, or a geometry that is still being drawn. */
  'regions.measure': call(
    z.object({ runId, of: z.union([z.object({ regionId: z.uuid() }), z.object({ geometry: Geometry })]) }),
    Measures
  ),
  /** Records one action for any number of regions. */
  'regions.add': call(
    z.object({ runId, regions: z.array(NewRegion).min(1), origin: RegionOrigin.optional() }),
    z.array(Region),
    { writes: true, ordered: true }
  ),
  /**
   * Imports the annotations of a QuPath GeoJSON file, compressed or not, as one action; imports all
   * or none.
   * @throws import/…
   */
  'regions.import': call(z.object({ runId, path }), Imported, { writes: true }),
  /**
   * Creates a region from the named patch and all positive patches connected to it, corners
   * included.
   */
  'regions.fromPatches': call(
    z.object({ runId, row: place, col: place, classId: z.number().int().positive().optional() }),
    Region,
    { writes: true, ordered: true }
  ),
  /** A geometry applies to exactly one region; any other change applies to every region named. */
  'regions.update': call(z.object({ runId, regionIds, change: RegionChange }), z.array(Region), {
    writes: true,
    ordered: true
  }),
  'regions.remove': call(z.object({ runId, regionIds }), z.void(), { writes: true, ordered: true }),
  /** Extends the region by other regions, which are then removed, or by an area. */
  'regions.merge': call(z.object({ runId, regionId: z.uuid(), operand: Operand }), Region, {
    writes: true,
    ordered: true
  }),
  /**
   * Other regions stay unchanged. Returns null when nothing of the region is left; the region is
   * then removed.
   */
  'regions.subtract': call(z.object({ runId, regionId: z.uuid(), operand: Operand }), Region.nullable(), {
    writes: true,
    ordered: true
  })
} as const
