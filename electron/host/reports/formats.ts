import { DuctalError } from '../../../contract/errors.ts'
import type { Written } from '../../../contract/files/target.ts'
import type { ReportFormat } from '../../../contract/review/report.ts'
import type { Pieces } from '../../../files/write.ts'
import { gzip } from '../files/gzip.ts'
import type { Destination } from '../files/saving.ts'
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

/** A format of the region report. */
interface Format extends ReportFormat {
  /** Generates the report piece by piece. */
  pieces(request: LayoutRequest): Pieces
}

const treeFor = ({ source, pictures }: LayoutRequest) => treeOf(recordOf(source), pictures)
const loadFor = ({ source, cut }: LayoutRequest) =>
  picturesOf(cut, source.run.grid, source.grid, source.flags)

/** The formats of the region report, in the order of the page's list. `geojson` is for QuPath. */
export const reportFormats: readonly Format[] = [
  {
    name: 'pdf',
    label: 'PDF: for printing and archiving',
    document: true,
    pieces: request => pdfOf(treeFor(request), loadFor(request), request.fonts)
  },
  {
    name: 'html',
    label: 'HTML: this document as one file',
    document: true,
    pieces: request => htmlOf(treeFor(request), loadFor(request))
  },
  {
    name: 'csv',
    label: 'CSV: one row per region',
    document: false,
    pieces: ({ source }) => csvOf(recordOf(source))
  },
  {
    name: 'json',
    label: 'JSON: all data, with a schema',
    document: false,
    pieces: ({ source }) => jsonOf(recordOf(source), correctionsOf(source))
  },
  {
    name: 'geojson',
    label: 'GeoJSON: the regions, for QuPath',
    document: false,
    pieces: ({ source }) => geojsonOf(recordOf(source))
  },
  {
    name: 'geojson.gz',
    label: 'GeoJSON, compressed',
    document: false,
    pieces: ({ source }) => gzip(geojsonOf(recordOf(source)))
  }
]

/** @throws DuctalError export/unknown-format */
export function reportFormat(name: string): Format {
  const format = reportFormats.find(each => each.name === name)
  if (format) return format
  throw new DuctalError(
    'export/unknown-format',
    `There is no report format ${name}. The formats are ${reportFormats.map(each => each.name).join(', ')}.`
  )
}

/** Describes the formats for the page. */
export const listReportFormats = (): ReportFormat[] =>
  reportFormats.map(({ name, label, document }) => ({ name, label, document }))

/**
 * Writes a region report to a file, completely or not at all.
 * @throws DuctalError export/…, disk/full, and the errors of `cut`
 */
export const writeReport = (request: LayoutRequest, format: string, to: Destination): Promise<Written> =>
  to.file(reportFormat(format).pieces(request))
