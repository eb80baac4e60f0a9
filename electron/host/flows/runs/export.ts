import type { Target, Written } from '../../../../contract/files/target.ts'
import type { Context } from '../../context.ts'
import { exportRun, extensionOf } from '../../exports/export.ts'
import { statesSlide } from '../../exports/formats.ts'
import { predictionsOf } from '../../heatmap/grid.ts'
import { usedModel } from '../../models/records.ts'
import { getRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import { getSlide } from '../../slides/records.ts'
import { currentSlide, type Identifying } from '../slides/identity.ts'

/**
 * Writes a run's result to a file. A format that cannot state the slide's fingerprint is refused
 * for a slide whose file has other content now.
 * @throws DuctalError export/…, slide/changed
 */
export async function saveExport(
  context: Identifying & Pick<Context, 'version' | 'saving'>,
  { runId, format, to }: { runId: number; format: string; to: Target },
  signal: AbortSignal
): Promise<Written> {
  const { db, version, saving } = context
  const run = getRun(db, runId)
  const place = await saving.place({ to, extension: extensionOf(format), stem: `analysis-${runId}` })
  return exportRun({
    run,
    slide: statesSlide(format) ? getSlide(db, run.slideId) : await currentSlide(context, run.slideId, signal),
    model: usedModel(db, run.modelSha256),
    tiles: listTiles(db, runId),
    predictions: { [Symbol.iterator]: () => predictionsOf(db, runId) },
    format,
    to: place,
    version
  })
}
