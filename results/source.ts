import { lackOf } from '../contract/runs/outcome.ts'
import type { Run, Tile } from '../contract/runs/run.ts'
import { judgesWhole } from '../contract/runs/whole-slide.ts'
import type { Slide } from '../contract/slides/slide.ts'
import type { ReportedModel } from '../contract/tasks/reports.ts'

/** A patch's position in the run's grid, and its probability. */
export interface Prediction {
  row: number
  col: number
  /** Probability of the positive class, 0–1. */
  probability: number
  /** The network's own probability, if slide calibration changed it; otherwise null. */
  network: number | null
  /**
   * Quality flag, as its position counted from 1 (contract/runs/quality.ts), 0 without a flag; null
   * without a quality check.
   */
  flag: number | null
}

/** Everything an export is made from. */
export interface Source {
  run: Run
  slide: Slide
  model: ReportedModel
  /**
   * Ordered by row, then column. Possibly long, so never held in memory as a whole; can be iterated
   * several times.
   */
  predictions: Iterable<Prediction>
  tiles: Tile[]
  /** Version of the program. */
  version: string
}

/** Describes what a run's result lacks; null if all tissue was analysed. */
export function missing({ run, tiles }: Pick<Source, 'run' | 'tiles'>): string | null {
  const count = (state: Tile['state']) => tiles.filter(tile => tile.state === state).length
  const [pending, failed] = [count('pending'), count('failed')]
  const parts = [
    lackOf(run),
    run.status !== 'done' && `the analysis is ${run.status}`,
    pending > 0 && `${pending} of ${tiles.length} tiles were not analysed`,
    failed > 0 && `${failed} of ${tiles.length} tiles failed`,
    judgesWhole(run.calibration) &&
      run.status !== 'done' &&
      'the probabilities are provisional until they are adjusted using the whole slide'
  ].filter(part => part !== false && part !== null)
  return parts.length > 0 ? parts.join(', ') : null
}

/** Returns the names of the two classes, with defaults for a model without names. */
export const classesOf = ({ classes }: ReportedModel): [negative: string, positive: string] => [
  classes[0] ?? 'negative',
  classes[1] ?? 'positive'
]
