import type { Run, Tile } from '../../../contract/run.ts'
import type { Slide } from '../../../contract/slide.ts'

/** A patch's place in the run's grid, and its probability. */
export interface Prediction {
  row: number
  col: number
  /** Of the positive class, 0–1. */
  probability: number
  /** What the network itself said, where the slide was judged as a whole; null where that is the probability. */
  network: number | null
  /** What the gate says of it: the place of a flag from 1 on (contract/gate.ts), 0 where it is fine; null where no gate looked. */
  gate: number | null
}

/** The model as it was when the run used it. */
export interface ReportedModel {
  name: string
  version: string
  sha256: string
  architecture: string
  /** The negative class, then the positive one. */
  classes: string[]
  /** µm per pixel. */
  mpp: number
  /** Pixels at that scale. */
  patch: number
}

/** Everything that an export is made from. */
export interface Source {
  run: Run
  slide: Slide
  model: ReportedModel
  /** In order of row, then column; may be long, is never held as a whole, and may be read several times. */
  predictions: Iterable<Prediction>
  tiles: Tile[]
  /** Version of the program. */
  version: string
}

/** What is missing from a run's result, in words; null where every tile was analysed. */
export function missing({ run, tiles }: Pick<Source, 'run' | 'tiles'>): string | null {
  const count = (state: Tile['state']) => tiles.filter(tile => tile.state === state).length
  const [pending, failed] = [count('pending'), count('failed')]
  const parts = [
    run.status !== 'done' && `the analysis is ${run.status}`,
    pending > 0 && `${pending} of ${tiles.length} tiles were not analysed`,
    failed > 0 && `${failed} of ${tiles.length} tiles failed`,
    run.calibration.kind === 'field' &&
      run.status !== 'done' &&
      'the probabilities are provisional, because the slide is judged as a whole when the analysis is done'
  ].filter(part => part !== false)
  return parts.length > 0 ? parts.join(', ') : null
}

/** Names of the two classes; a model that names none gets plain ones. */
export const classesOf = ({ classes }: ReportedModel): [negative: string, positive: string] => [
  classes[0] ?? 'negative',
  classes[1] ?? 'positive'
]
