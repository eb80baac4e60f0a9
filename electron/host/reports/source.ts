import type { ModelSummary } from '../../../contract/models/model.ts'
import type { Measures, Region, RegionClass } from '../../../contract/review/region.ts'
import type { Comment, Correction, Review, Signature } from '../../../contract/review/review.ts'
import type { Source } from '../results/source.ts'

/** The user's choices for a report. */
export interface Pictures {
  /** Number of regions, largest first, to include images of; null for all. */
  most: number | null
}

/** Everything a region report is made from. */
export interface ReportSource extends Omit<Source, 'predictions'> {
  /** The model's folder as now installed; null if these weights are no longer installed. */
  installed: Pick<ModelSummary, 'title' | 'parameters' | 'threshold' | 'card' | 'seen'> | null
  /** cols × rows, row by row: probability, NaN without one, −1 in a failed tile. */
  grid: Float32Array
  /**
   * cols × rows, row by row: quality flag, by its position from 1 (contract/runs/quality.ts), 0
   * without a flag; null without a quality check.
   */
  flags: Uint8Array | null
  review: Review
  /** In the order of their numbers. */
  regions: Region[]
  classes: RegionClass[]
  measure(region: Region): Measures
  /** Returns the most probable patch of a region; null if it has none. */
  peak(region: Region): { row: number; col: number; probability: number } | null
  /** Counts a region's patches with a quality flag; null without a quality check. */
  flagged(region: Region): number | null
  comments: Comment[]
  /** Possibly many; can be iterated several times. */
  corrections: Iterable<Correction>
  /** Oldest first. */
  signatures: Signature[]
  madeAt: Date
}
