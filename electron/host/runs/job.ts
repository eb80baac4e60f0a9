import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { EngineName, Tile } from '../../../contract/runs/run.ts'
import type { TileQuality } from '../../../contract/worker.ts'
import type { WritableDb } from '../db/connection.ts'
import { parseValue, real } from '../db/rows.ts'
import { type PlannedTile, placesOf } from './plan.ts'
import { pendingTiles, readTile, saveTile, type TileResult } from './tiles.ts'

/** Predictions for a tile's patches, in the order requested. */
export interface TilePrediction {
  /** NaN for an unreadable patch. */
  probabilities: Float32Array
  unreadable: { index: number; message: string }[]
  /** Quality flags of the patches; null without a quality check. */
  quality: TileQuality | null
  engine: EngineName
  device: string
}

export interface Job {
  db: WritableDb
  runId: number
  /** Number of tiles processed at once. */
  concurrency: number
  predict(
    tile: PlannedTile,
    places: { row: number; col: number }[],
    signal: AbortSignal
  ): Promise<TilePrediction>
  onTile(tile: Tile): void
  signal: AbortSignal
  /** Logs bugs of the program. */
  log(what: string, error: unknown): void
}

/** Total number of attempts per tile. */
const attempts = 2

/** Failures after which no other tile of the run can succeed. */
const endsRun = /^(model|engine\/unavailable|path|disk|library|slide\/(?!corrupt))/

/**
 * Processes the pending tiles of a run, several at a time, saving each in its own transaction.
 * Records a tile that fails twice as failed and continues; throws failures that affect every tile.
 * @throws DuctalError call/cancelled if the signal aborts; finished tiles stay
 */
export async function workThrough(job: Job): Promise<void> {
  const waiting = pendingTiles(job.db, job.runId)
  const before = parseValue(
    'runs.seconds_infer',
    real,
    job.db.prepare('SELECT seconds_infer FROM runs WHERE id = ?').pluck().get(job.runId)
  )
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
    // Nothing may use the run once this returns or throws.
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
      const prediction = await job.predict(tile, places, signal)
      if (prediction.unreadable.length === 0 || attempt === attempts)
        return resultOf(tile.number, places, prediction, attempt)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'call/cancelled' || endsRun.test(failure.code)) throw error
      if (failure.code === 'internal') job.log(`tile ${tile.number} of run ${job.runId}`, error)
      if (attempt === attempts)
        return {
          number: tile.number,
          attempts: attempt,
          predictions: [],
          scale: null,
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
  { probabilities, unreadable, quality, engine, device }: TilePrediction,
  attempt: number
): Omit<TileResult, 'seconds'> {
  const lost = new Set(unreadable.map(({ index }) => index))
  const predictions = places.flatMap(({ row, col }, index) => {
    const probability = probabilities[index]!
    const flag = quality ? quality.flags[index]! : null
    return lost.has(index) ? [] : [{ row, col, probability, flag }]
  })
  const failure =
    unreadable.length === 0
      ? null
      : `${unreadable.length} of ${places.length} patches: ${unreadable[0]!.message}`
  const scale = quality && {
    evidence: quality.scaleEvidence.reduce((sum, value) => sum + value, 0),
    threshold: quality.scaleThreshold
  }
  return { number, attempts: attempt, predictions, scale, failure, engine, device }
}
