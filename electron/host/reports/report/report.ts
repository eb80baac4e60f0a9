import type { ReportFormat } from '../../../../contract/report.ts'
import { type Pieces, writeWhole } from '../file.ts'
import { gzip } from '../gzip.ts'
import { correctionsOf, recordOf } from './build.ts'
import type { Pictures } from './choice.ts'
import { csvOf } from './csv.ts'
import { geojsonOf } from './geojson.ts'
import { htmlOf } from './html/html.ts'
import { jsonOf } from './json.ts'
import { pdfOf } from './pdf/pdf.ts'
import { type Cut, picturesOf } from './pictures.ts'
import type { ReportSource } from './source.ts'
import { treeOf } from './write.ts'

export interface ReportRequest {
  source: ReportSource
  pictures: Pictures
  /** Cuts pictures out of the slide; null where its file is gone. */
  cut: Cut | null
  /** Folder of the fonts of a PDF. */
  fonts: string
}

/**
 * Writes a region report to a file, all of it or nothing.
 * @param path absolute; a file that is there is replaced
 * @throws DuctalError export/unwritable, disk/full, and what `cut` fails with
 */
export async function writeReport(
  request: ReportRequest,
  format: ReportFormat,
  path: string
): Promise<{ path: string; bytes: number }> {
  return { path, bytes: await writeWhole(path, piecesOf(request, format)) }
}

/** A report in a format, piece by piece. */
export function piecesOf({ source, pictures, cut, fonts }: ReportRequest, format: ReportFormat): Pieces {
  const record = recordOf(source)
  const load = picturesOf(cut, source.run.grid, source.grid, source.flags)
  switch (format) {
    case 'pdf':
      return pdfOf(treeOf(record, pictures), load, fonts)
    case 'html':
      return htmlOf(treeOf(record, pictures), load)
    case 'csv':
      return csvOf(record)
    case 'json':
      return jsonOf(record, correctionsOf(source))
    case 'geojson':
      return geojsonOf(record)
    case 'geojson.gz':
      return gzip(geojsonOf(record))
  }
}
