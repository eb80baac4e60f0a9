import type { ModelSummary } from '../../../../contract/model.ts'
import type { Measures, Region, RegionClass } from '../../../../contract/region.ts'
import type { Comment, Correction, Review, Signature } from '../../../../contract/review.ts'
import type { Source } from '../source.ts'

/** Everything that a region report is made from. */
export interface ReportSource extends Omit<Source, 'predictions'> {
  /** The model's folder as it is installed now; null where these weights are not installed any more. */
  installed: Pick<ModelSummary, 'title' | 'parameters' | 'threshold' | 'card'> | null
  /** cols × rows, row by row: a probability, NaN where there is none, −1 where a tile failed. */
  grid: Float32Array
  /** cols × rows, row by row: the place of a flag from 1 on (contract/gate.ts), 0 where there is none; null where no gate looked. */
  flags: Uint8Array | null
  review: Review
  /** In the order in which they are numbered. */
  regions: Region[]
  classes: RegionClass[]
  measure(region: Region): Measures
  /** Its patch of the highest probability; null where it has none. */
  peak(region: Region): { row: number; col: number; probability: number } | null
  /** How many of its patches are flagged; null where no gate looked. */
  flagged(region: Region): number | null
  comments: Comment[]
  /** May be many, and may be read several times. */
  corrections: Iterable<Correction>
  /** Oldest first. */
  signatures: Signature[]
  madeAt: Date
}
