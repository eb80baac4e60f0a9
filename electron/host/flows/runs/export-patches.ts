/**
 * Exports a run's reviewed patches as a folder for training: gathers the data and passes it to the
 * writer.
 */
import type { Target } from '../../../../contract/files/target.ts'
import type { PatchesWritten } from '../../../../contract/slides/patches.ts'
import type { Context } from '../../context.ts'
import { exportPatches } from '../../exports/patches.ts'
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
  context: Identifying & Pick<Context, 'version' | 'saving'>,
  { runId, to, patient = '' }: { runId: number; to: Target; patient?: string | undefined },
  signal: AbortSignal
): Promise<PatchesWritten> {
  const { db, version, saving } = context
  const run = getRun(db, runId)
  const place = await saving.place({ to, extension: null, stem: `patches-${runId}` })
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
    to: place
  })
}
