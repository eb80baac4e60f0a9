import type { Target, Written } from '../../../../contract/files/target.ts'
import type { Context } from '../../context.ts'
import { exportRun, extensionOf } from '../../exports/export.ts'
import { predictionsOf } from '../../heatmap/grid.ts'
import { usedModel } from '../../models/records.ts'
import { getRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import { getSlide } from '../../slides/records.ts'

/**
 * Writes a run's result to a file.
 * @throws DuctalError export/…
 */
export async function saveExport(
  context: Pick<Context, 'db' | 'version' | 'saving'>,
  { runId, format, to }: { runId: number; format: string; to: Target }
): Promise<Written> {
  const { db, version, saving } = context
  const run = getRun(db, runId)
  const place = await saving.place({ to, extension: extensionOf(format), stem: `analysis-${runId}` })
  return exportRun({
    run,
    slide: getSlide(db, run.slideId),
    model: usedModel(db, run.modelSha256),
    tiles: listTiles(db, runId),
    predictions: { [Symbol.iterator]: () => predictionsOf(db, runId) },
    format,
    to: place,
    version
  })
}
