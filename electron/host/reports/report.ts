import type { Written } from '../../../contract/files/target.ts'
import type { ReportFormat } from '../../../contract/review/report.ts'
import { gzip } from '../files/gzip.ts'
import type { Destination } from '../files/saving.ts'
import type { Pieces } from '../files/write.ts'
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

export interface LayoutRequest {
  source: ReportSource
  pictures: Pictures
  /** Reads images from the slide; null if its file is missing. */
  cut: Cut | null
  /** Folder of the PDF fonts. */
  fonts: string
}

/**
 * Writes a region report to a file, completely or not at all.
 * @throws DuctalError export/…, disk/full, and the errors of `cut`
 */
export const writeReport = (
  request: LayoutRequest,
  format: ReportFormat,
  to: Destination
): Promise<Written> => to.file(piecesOf(request, format))

/** Generates a report in a format, piece by piece. */
export function piecesOf({ source, pictures, cut, fonts }: LayoutRequest, format: ReportFormat): Pieces {
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
