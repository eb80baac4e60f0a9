import type { Measures, Region } from '../../../contract/review/region.ts'
import type { Correction } from '../../../contract/review/review.ts'
import type { ReportFacts } from '../../../contract/tasks/reports.ts'

/** The user's choices for a report. */
export interface Pictures {
  /** Number of regions, largest first, to include images of; null for all. */
  most: number | null
}

/** Everything a region report is made from. */
export interface ReportSource extends ReportFacts {
  measure(region: Region): Measures
  /** Returns the most probable patch of a region; null if it has none. */
  peak(region: Region): { row: number; col: number; probability: number } | null
  /** Counts a region's patches with a quality flag; null without a quality check. */
  flagged(region: Region): number | null
  /** Possibly many; can be iterated several times. */
  corrections: Iterable<Correction> | AsyncIterable<Correction>
}
