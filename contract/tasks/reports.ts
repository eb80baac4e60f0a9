/** The worker task that lays out a report. It reads and writes through the host. */
import type { ModelSummary } from '../models/model.ts'
import type { Region, RegionClass } from '../review/region.ts'
import type { Comment, Correction, Review, Signature } from '../review/review.ts'
import type { Run, Tile } from '../runs/run.ts'
import type { Slide } from '../slides/slide.ts'

/** The model as recorded when the run used it. */
export interface ReportedModel {
  name: string
  version: string
  sha256: string
  architecture: string
  /** The negative class, then the positive one. */
  classes: string[]
  /** µm per pixel. */
  mpp: number
  /** Edge of a patch in pixels at that scale. */
  patch: number
}

/** Everything that a report states, except corrections and pixels, of which there may be many. */
export interface ReportFacts {
  run: Run
  slide: Slide
  model: ReportedModel
  tiles: Tile[]
  /** Version of the program. */
  version: string
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
  comments: Comment[]
  /** Oldest first. */
  signatures: Signature[]
  madeAt: Date
}

export interface ReportTask {
  format: string
  facts: ReportFacts
  /** Number of regions, largest first, to include images of; null for all. */
  most: number | null
  /** Whether the slide can be shown. */
  pictures: boolean
  /** Folder of the PDF fonts. */
  fonts: string
}

/** What the layout requests from the host, and the answers. */
export interface ReportRequests {
  /** The next part of the file; the answer says that it was taken. */
  piece: { takes: string | Uint8Array; gives: null }
  /** A JPEG of `width` × `height` pixels of a part of the slide. */
  picture: {
    takes: {
      box: { x: number; y: number; width: number; height: number }
      width: number
      height: number
    }
    gives: Uint8Array
  }
  /** Some corrections after a patch, in grid order; none at the end. */
  corrections: { takes: { row: number; col: number } | null; gives: Correction[] }
}

export interface ReportTasks {
  /** Writes a report of a format, piece by piece, through {@link ReportRequests}. */
  report: { takes: ReportTask; gives: null; requests: ReportRequests }
}
