import { z } from 'zod'
import { DuctalError } from '../errors.ts'
import { Written } from '../files/target.ts'

/** A file format of the region report. */
export const ReportFormat = z.object({
  /** Identifies the format; the file's extension. */
  name: z.string(),
  label: z.string(),
  /** A document with pictures for people, rather than data for programs. */
  document: z.boolean()
})

export const ReportRequest = z.object({
  runId: z.number().int().positive(),
  /** Number of regions, largest first, to include images of; all when absent. */
  pictures: z.number().int().nonnegative().optional()
})

export const ReportWritten = Written.extend({
  /** A sentence on what the report lacks; null when it is complete. */
  lacks: z.string().nullable()
})

/** The formats of the region report, in the order of the page's list. `geojson` is for QuPath. */
export const reportFormats: readonly ReportFormat[] = [
  { name: 'pdf', label: 'PDF: for printing and archiving', document: true },
  { name: 'html', label: 'HTML: this document as one file', document: true },
  { name: 'csv', label: 'CSV: one row per region', document: false },
  { name: 'json', label: 'JSON: all data, with a schema', document: false },
  { name: 'geojson', label: 'GeoJSON: the regions, for QuPath', document: false },
  { name: 'geojson.gz', label: 'GeoJSON, compressed', document: false }
]

/** @throws DuctalError export/unknown-format */
export function reportFormat(name: string): ReportFormat {
  const format = reportFormats.find(each => each.name === name)
  if (format) return format
  throw new DuctalError(
    'export/unknown-format',
    `There is no report format ${name}. The formats are ${reportFormats.map(each => each.name).join(', ')}.`
  )
}

/** A format in which other programs can read a run's predictions. */
export const ExportFormat = z.object({
  /** Identifies the format; the file's extension unless the export is a folder. */
  name: z.string(),
  label: z.string(),
  folder: z.boolean()
})

/** Result of importing regions. */
export const Imported = z.object({
  regions: z.number().int(),
  /** Region classes that the file added. */
  classes: z.array(z.string()),
  /** Objects skipped because they are not annotations (detections, cells, tiles). */
  passedOver: z.number().int(),
  /** Regions skipped because the review already has them, or the file has them twice. */
  known: z.number().int(),
  /** Imported regions that were cut at the slide's border. */
  clipped: z.number().int(),
  /** Imported regions whose outline crossed itself, or whose parts overlapped. */
  repaired: z.number().int(),
  /** What the imported annotations have and regions do not keep. */
  notKept: z.object({ measurements: z.number().int(), metadata: z.number().int() })
})

export type ReportFormat = z.infer<typeof ReportFormat>
export type ReportRequest = z.infer<typeof ReportRequest>
export type ReportWritten = z.infer<typeof ReportWritten>
export type Imported = z.infer<typeof Imported>
export type ExportFormat = z.infer<typeof ExportFormat>
