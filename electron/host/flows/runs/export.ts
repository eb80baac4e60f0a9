import { resolve } from 'node:path'
import type { Context } from '../../context.ts'
import { exportRun } from '../../exports/export.ts'
import { predictionsOf } from '../../heatmap/grid.ts'
import { expandHome } from '../../library/browse.ts'
import { usedModel } from '../../models/records.ts'
import { getRun } from '../../runs/records.ts'
import { listTiles } from '../../runs/tiles.ts'
import { getSlide } from '../../slides/records.ts'

/**
 * Writes a run's result to a file.
 * @throws DuctalError export/…
 */
export function saveExport(
  context: Pick<Context, 'db' | 'version'>,
  { runId, format, path }: { runId: number; format: string; path: string }
): Promise<{ path: string; bytes: number }> {
  const { db, version } = context
  const run = getRun(db, runId)
  return exportRun({
    run,
    slide: getSlide(db, run.slideId),
    model: usedModel(db, run.modelSha256),
    tiles: listTiles(db, runId),
    predictions: { [Symbol.iterator]: () => predictionsOf(db, runId) },
    format,
    path: resolve(expandHome(path)),
    version
  })
}
