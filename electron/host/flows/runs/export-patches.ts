/**
 * Exports a run's reviewed patches as a folder for training: gathers the data and passes it to the
 * writer.
 */
import { resolve } from 'node:path'
import type { PatchesWritten } from '../../../../contract/slides/patches.ts'
import type { Context } from '../../context.ts'
import { exportPatches } from '../../exports/patches.ts'
import { expandHome } from '../../library/browse.ts'
import { usedModel } from '../../models/records.ts'
import { labelledPatches } from '../../review/labels/labelled.ts'
import { getReview } from '../../review/summary.ts'
import { getRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import { type Identifying, requireSameContent } from '../slides/identity.ts'
import { patchImageOf } from './explain.ts'

/**
 * @throws DuctalError export/…, run/bad-parameters, slide/changed and whatever opening the slide
 * throws
 */
export async function savePatches(
  context: Identifying & Pick<Context, 'version'>,
  { runId, path, patient = '' }: { runId: number; path: string; patient?: string | undefined },
  signal: AbortSignal
): Promise<PatchesWritten> {
  const { db, version } = context
  const run = getRun(db, runId)
  const { slide } = await requireSameContent(context, run.slideId, signal)
  return exportPatches({
    run,
    slide,
    model: usedModel(db, run.modelSha256),
    tiles: listTiles(db, runId),
    version,
    review: getReview(db, run),
    // Read before any patch is cut, so that later labels do not change the export.
    labelled: [...labelledPatches(db, runId)],
    cut: ({ row, col }) => patchImageOf(context, { runId, row, col }, signal, 'work'),
    patient,
    path: resolve(expandHome(path))
  })
}
