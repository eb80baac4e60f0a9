/**
 * Changes of the shapes of regions. The arithmetic runs in a worker with a limit, because a shape
 * may be crafted to take for ever; the host answers others meanwhile.
 */
import { DuctalError } from '../../../../contract/errors.ts'
import type {
  Geometry,
  Measures,
  NewRegion,
  Operand,
  RegionChange,
  RegionOrigin
} from '../../../../contract/review/region.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { RegionTasks, SlideSize } from '../../../../contract/tasks/regions.ts'
import type { Context } from '../../context.ts'
import type { Effects } from '../../review/actions/part.ts'
import { combining, mergeRegion, subtractRegion } from '../../review/regions/combine.ts'
import { addRegions, updateRegions } from '../../review/regions/draw.ts'
import { measuresOf } from '../../review/regions/measures.ts'
import { positivePatches } from '../../review/regions/positives.ts'
import { getRegion } from '../../review/regions/records.ts'
import { type Caller, requireReviewer } from '../../review/reviewers.ts'
import { thresholdOf } from '../../review/summary.ts'

export type Shaping = Pick<Context, 'db' | 'pool'>

const compute = <K extends keyof RegionTasks>(
  { pool }: Shaping,
  name: K,
  input: RegionTasks[K]['takes'],
  signal: AbortSignal
): Promise<RegionTasks[K]['gives']> => pool.run(name, input as never, { queue: 'shapes', signal }) as never

/**
 * Measures a shape.
 * @param unstored the slide, for a shape that is still being drawn
 * @throws DuctalError region/too-complex
 */
export async function measure(
  context: Shaping,
  run: Run,
  geometry: Geometry,
  unstored: SlideSize | null,
  signal: AbortSignal
): Promise<Measures> {
  const { grid, mpp } = run
  const found = await compute(context, 'measureShape', { geometry, grid, mpp, unstored }, signal)
  return measuresOf(context.db, run, thresholdOf(context.db, run), found)
}

/** @throws DuctalError region/bad-geometry, region/too-complex, class/unknown, review/… */
export async function addShapes(
  context: Shaping,
  caller: Caller,
  { run, slide }: { run: Run; slide: SlideSize },
  { regions, origin }: { regions: NewRegion[]; origin: RegionOrigin },
  signal: AbortSignal
): Promise<{ ids: string[]; effects: Effects | null }> {
  // Fails before a long computation rather than after it.
  requireReviewer(context.db, caller)
  const shapes = regions.map(({ kind, geometry }) => ({ kind, geometry }))
  const checked = await compute(context, 'checkShapes', { shapes, slide }, signal)
  const storable = regions.map((region, index) => ({ ...region, ...checked[index]! }))
  return addRegions(context.db, caller, run, storable, origin)
}

/**
 * Adds the area of a positive patch and all those connected to it.
 * @throws DuctalError region/not-positive, region/too-complex, class/unknown, review/…
 */
export async function addPatches(
  context: Shaping,
  caller: Caller,
  { run, slide }: { run: Run; slide: SlideSize },
  { classId, ...patch }: { row: number; col: number; classId?: number | undefined },
  signal: AbortSignal
): Promise<{ ids: string[]; effects: Effects | null }> {
  const { db } = context
  requireReviewer(db, caller)
  const patches = positivePatches(db, run, thresholdOf(db, run), patch)
  const shape = await compute(context, 'outlinePatches', { ...patches, grid: run.grid, slide }, signal)
  return addRegions(db, caller, run, [{ ...shape, classId }], 'patches')
}

/** @throws DuctalError region/unknown, region/locked, region/bad-geometry, region/too-complex */
export async function changeRegions(
  context: Shaping,
  caller: Caller,
  { run, slide }: { run: Run; slide: SlideSize },
  ids: string[],
  change: RegionChange,
  signal: AbortSignal
): Promise<Effects | null> {
  if (change.geometry && ids.length > 1)
    throw new DuctalError('region/bad-geometry', 'A shape belongs to one region. Select a single region.')
  if (!change.geometry && !change.kind) return updateRegions(context.db, caller, run, ids, change)
  const before = ids.map(id => getRegion(context.db, run.id, id))
  const shapes = before.map(({ kind, geometry }) => ({
    kind: change.kind ?? kind,
    geometry: change.geometry ?? geometry
  }))
  const checked = await compute(context, 'checkShapes', { shapes, slide }, signal)
  const shapeOf = new Map(ids.map((id, index) => [id, checked[index]!]))
  return updateRegions(context.db, caller, run, ids, change, shapeOf)
}

/** @throws DuctalError region/unknown, region/locked, region/bad-geometry, region/too-complex */
export async function combineRegions(
  context: Shaping,
  caller: Caller,
  { run, slide }: { run: Run; slide: SlideSize },
  { how, id, operand }: { how: 'union' | 'difference'; id: string; operand: Operand },
  signal: AbortSignal
): Promise<Effects | null> {
  const given = combining(context.db, run, id, operand)
  const areas = { how, kind: given.kind, first: given.first, others: given.operands, slide }
  const shape = await compute(context, 'combineAreas', areas, signal)
  return (how === 'union' ? mergeRegion : subtractRegion)(context.db, caller, run, given, shape)
}
