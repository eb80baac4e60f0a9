import { gzip } from '../../../files/gzip.ts'
import { correctionsOf, recordOf } from './build.ts'
import { csvOf } from './csv.ts'
import { geojsonOf } from './geojson.ts'
import { htmlOf } from './html/html.ts'
import { jsonOf } from './json.ts'
import { pdfOf } from './pdf/pdf.ts'
import { type Cut, picturesOf } from './pictures.ts'
import type { Pictures, ReportSource } from './source.ts'
import { treeOf } from './write.ts'

export interface LayoutRequest {
  source: ReportSource
  pictures: Pictures
  /** Reads images from the slide; null if its file is missing. */
  cut: Cut | null
  /** Folder of the PDF fonts. */
  fonts: string
}

type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

const treeFor = ({ source, pictures }: LayoutRequest) => treeOf(recordOf(source), pictures)
const loadFor = ({ source, cut }: LayoutRequest) =>
  picturesOf(cut, source.run.grid, source.grid, source.flags)

/** Generates a report of each format (contract/review/report.ts), piece by piece. */
export const layouts: Record<string, (request: LayoutRequest) => Pieces> = {
  pdf: request => pdfOf(treeFor(request), loadFor(request), request.fonts),
  html: request => htmlOf(treeFor(request), loadFor(request)),
  csv: ({ source }) => csvOf(recordOf(source)),
  json: ({ source }) => jsonOf(recordOf(source), correctionsOf(source)),
  geojson: ({ source }) => geojsonOf(recordOf(source)),
  'geojson.gz': ({ source }) => gzip(geojsonOf(recordOf(source)))
}
