import { DuctalError } from '../../../contract/errors.ts'
import type { ExportFormat } from '../../../contract/report.ts'
import { gzip } from '../files/gzip.ts'
import { type Pieces, writeFolder, writeWhole } from '../files/write.ts'
import type { Source } from '../results/source.ts'
import { documentOf } from './document.ts'
import { featuresOf } from './features.ts'
import { pictureOf } from './picture.ts'
import { rasterOf } from './raster.ts'
import { tableOf } from './table.ts'
import { wsinferFiles } from './wsinfer.ts'

export interface ExportRequest extends Source {
  format: ExportFormat
  /**
   * Absolute path of the file, which is overwritten. WSInfer's layout is a folder, which must be
   * new or empty.
   */
  path: string
}

/** Generates a format piece by piece. */
type Format = (source: Source) => Pieces | Promise<Pieces>

const formats: Record<Exclude<ExportFormat, 'wsinfer'>, Format> = {
  json: documentOf,
  csv: source => tableOf(source),
  geojson: featuresOf,
  'geojson.gz': source => gzip(featuresOf(source)),
  png: async source => [await pictureOf(source)],
  tiff: source => [rasterOf(source)]
}

/**
 * Writes a run's result to a file. For an unfinished run, writes what exists and states what is
 * missing.
 * @throws DuctalError run/not-finished if there is no result yet; export/unwritable, disk/full
 */
export async function exportRun(request: ExportRequest): Promise<{ path: string; bytes: number }> {
  const { run, format, path } = request
  if (run.status !== 'done' && run.patches === 0)
    throw new DuctalError(
      'run/not-finished',
      `Analysis ${run.id} has no result yet (status: ${run.status}). Resume it and wait for its first tiles.`
    )
  const bytes =
    format === 'wsinfer'
      ? await writeFolder(path, wsinferFiles(request, new Date()))
      : await writeWhole(path, await formats[format](request))
  return { path, bytes }
}
