import { z } from 'zod'

/** A region report as a file: a document for people, or its facts for programs. `geojson` holds the regions for QuPath. */
export const ReportFormat = z.enum(['pdf', 'html', 'csv', 'json', 'geojson', 'geojson.gz'])

export const ReportRequest = z.object({
  runId: z.number().int().positive(),
  /** Pictures of so many regions, the largest ones; of all where absent. */
  pictures: z.number().int().nonnegative().optional()
})

export const ReportWritten = z.object({
  path: z.string(),
  bytes: z.number(),
  /** What the report lacks, in words; null where nothing. */
  lacks: z.string().nullable()
})

/** What came of an import of regions. */
export const Imported = z.object({
  regions: z.number().int(),
  /** Region classes that the file brought along. */
  classes: z.array(z.string()),
  /** Objects of the file that are no annotations (detections, cells, tiles), and were passed over. */
  passedOver: z.number().int(),
  /** Regions that the review has already, just as they are in the file. */
  known: z.number().int()
})

export type ReportFormat = z.infer<typeof ReportFormat>
export type ReportRequest = z.infer<typeof ReportRequest>
export type ReportWritten = z.infer<typeof ReportWritten>
export type Imported = z.infer<typeof Imported>
