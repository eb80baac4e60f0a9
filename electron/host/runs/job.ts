import type { Database } from 'better-sqlite3'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { EngineName, Tile } from '../../../contract/run.ts'
import type { GateReport } from '../../../contract/worker.ts'
import { type PlannedTile, placesOf } from './plan.ts'
import { pendingTiles, readTile, saveTile, type TileResult } from './tiles.ts'

/** What came of a tile's patches, in the order in which they were asked. */
export interface TileJudgement {
  /** NaN where a patch could not be read. */
  probabilities: Float32Array
  unreadable: { index: number; message: string }[]
  /** What the gate says of each; null where it looked at none. */
  gate: GateReport | null
  engine: EngineName
  device: string
}

export interface Job {
  db: Database
  runId: number
  /** Tiles under way at once. */
  concurrency: number
  judge(
    tile: PlannedTile,
    places: { row: number; col: number }[],
    signal: AbortSignal
  ): Promise<TileJudgement>
  onTile(tile: Tile): void
  signal: AbortSignal
  /** Records faults of the program itself. */
  log(what: string, error: unknown): void
}

/** A tile that fails is tried this often in all. */
const attempts = 2

/** Failures after which no other tile of the run can succeed either. */
const endsRun = /^(model|engine\/unavailable|path|disk|library|slide\/(?!corrupt))/

/**
 * Works through the pending tiles of a run, several at a time, each in a transaction of its own.
 * A tile that fails twice is recorded as failed and the run goes on; a failure that concerns every tile is thrown.
 * @throws DuctalError call/cancelled when the signal aborts; finished tiles stay
 */
export async function workThrough(job: Job): Promise<void> {
  const waiting = pendingTiles(job.db, job.runId)
  const before = job.db
    .prepare('SELECT seconds_infer FROM runs WHERE id = ?')
    .pluck()
    .get(job.runId) as number
  const started = performance.now()
  const seconds = () => before + (performance.now() - started) / 1000
  const stop = new AbortController()
  const signal = AbortSignal.any([job.signal, stop.signal])

  async function takeTurns(): Promise<void> {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const tile = readTile(job.db, job.runId, number)
      const result = await tryTile(job, tile, signal)
      if (signal.aborted) throw new DuctalError('call/cancelled', 'Cancelled.')
      job.onTile(saveTile(job.db, job.runId, { ...result, seconds: seconds() }))
    }
  }

  const turns = Array.from({ length: job.concurrency }, takeTurns)
  try {
    await Promise.all(turns)
  } finally {
    // Nothing may touch the run once this has ended, whatever ended it.
    stop.abort()
    await Promise.allSettled(turns)
  }
}

async function tryTile(
  job: Job,
  tile: PlannedTile,
  signal: AbortSignal
): Promise<Omit<TileResult, 'seconds'>> {
  const places = placesOf(tile)
  for (let attempt = 1; ; attempt++) {
    try {
      const judgement = await job.judge(tile, places, signal)
      if (judgement.unreadable.length === 0 || attempt === attempts)
        return resultOf(tile.number, places, judgement, attempt)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'call/cancelled' || endsRun.test(failure.code)) throw error
      if (failure.code === 'internal') job.log(`tile ${tile.number} of run ${job.runId}`, error)
      if (attempt === attempts)
        return {
          number: tile.number,
          attempts: attempt,
          predictions: [],
          gate: null,
          failure: failure.message,
          engine: null,
          device: null
        }
    }
  }
}

function resultOf(
  number: number,
  places: { row: number; col: number }[],
  { probabilities, unreadable, gate, engine, device }: TileJudgement,
  attempt: number
): Omit<TileResult, 'seconds'> {
  const lost = new Set(unreadable.map(({ index }) => index))
  const predictions = places.flatMap(({ row, col }, index) => {
    const probability = probabilities[index]!
    const flag = gate ? gate.flags[index]! : null
    return lost.has(index) ? [] : [{ row, col, probability, gate: flag }]
  })
  const failure =
    unreadable.length === 0
      ? null
      : `${unreadable.length} of ${places.length} patches: ${unreadable[0]!.message}`
  const scale = gate && {
    evidence: gate.scaleEvidence.reduce((sum, value) => sum + value, 0),
    threshold: gate.scaleThreshold
  }
  return { number, attempts: attempt, predictions, gate: scale, failure, engine, device }
}
