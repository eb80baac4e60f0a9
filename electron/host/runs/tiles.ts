import { type QualityFlag, qualityFlags } from '../../../contract/runs/quality.ts'
import { type EngineName, type Tile, TileState } from '../../../contract/runs/run.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { blob, integer, nullable, oneOf, parseValue, real, rowParser, text } from '../db/rows.ts'
import type { PlannedTile } from './plan.ts'

const columns = 'number AS "index", col, row, cols, rows, state, failure'

const parseTile = rowParser('tiles', {
  index: integer,
  col: integer,
  row: integer,
  cols: integer,
  rows: integer,
  state: oneOf(TileState.options),
  failure: nullable(text)
})

const parsePlanned = rowParser('tiles', {
  number: integer,
  col: integer,
  row: integer,
  cols: integer,
  rows: integer,
  cells: blob,
  patches: integer
})

export const listTiles = (db: ReadableDb, runId: number): Tile[] =>
  db.prepare(`SELECT ${columns} FROM tiles WHERE run_id = ? ORDER BY number`).all(runId).map(parseTile)

/** Returns the numbers of the tiles still to be processed, in order. */
export const pendingTiles = (db: ReadableDb, runId: number): number[] =>
  db
    .prepare(`SELECT number FROM tiles WHERE run_id = ? AND state = 'pending' ORDER BY number`)
    .pluck()
    .all(runId)
    .map(number => parseValue('tiles.number', integer, number))

export const readTile = (db: ReadableDb, runId: number, number: number): PlannedTile =>
  parsePlanned(
    db
      .prepare(
        'SELECT number, col, row, cols, rows, cells, patches FROM tiles WHERE run_id = ? AND number = ?'
      )
      .get(runId, number)
  )

export interface TileResult {
  number: number
  attempts: number
  /** One entry for each patch with a probability. */
  predictions: {
    row: number
    col: number
    probability: number
    /** Quality flag (contract/runs/quality.ts); null without a quality check. */
    flag?: number | null
  }[]
  /**
   * Sum of the patches' evidence for another scale, and the mean from which a slide counts as
   * having one; null without a quality check.
   */
  scale?: { evidence: number; threshold: number } | null
  /** Why the tile, or some of its patches, could not be predicted. */
  failure: string | null
  engine: EngineName | null
  device: string | null
  /** Inference time of the whole run so far, in seconds. */
  seconds: number
}

/**
 * Records a tile with all its predictions in one transaction, so that a killed program leaves all
 * of it or nothing.
 */
export function saveTile(db: WritableDb, runId: number, result: TileResult): Tile {
  return db.transaction(() => {
    const threshold = parseValue(
      'runs.threshold',
      real,
      db.prepare('SELECT threshold FROM runs WHERE id = ?').pluck().get(runId)
    )
    const insert = db.prepare(
      'INSERT INTO predictions (run_id, row, col, probability, flag) VALUES (?, ?, ?, ?, ?)'
    )
    let positive = 0
    let checked = 0
    const flags: Partial<Record<QualityFlag, number>> = {}
    for (const { row, col, probability, flag = null } of result.predictions) {
      insert.run(runId, row, col, probability, flag)
      if (flag !== null) checked++
      const name = flag ? qualityFlags[flag - 1] : undefined
      if (name) flags[name] = (flags[name] ?? 0) + 1
      if (probability >= threshold) positive++
    }
    db.prepare(`UPDATE tiles SET state = ?, judged = ?, positive = ?, attempts = ?, failure = ?, checked = ?,
      flags = ?, scale_evidence = ?
      WHERE run_id = ? AND number = ?`).run(
      result.failure === null ? 'done' : 'failed',
      result.predictions.length,
      positive,
      result.attempts,
      result.failure,
      checked,
      JSON.stringify(flags),
      result.scale?.evidence ?? 0,
      runId,
      result.number
    )
    db.prepare(`UPDATE runs SET seconds_infer = ?, engine = coalesce(?, engine), device = coalesce(?, device),
      scale_threshold = coalesce(?, scale_threshold) WHERE id = ?`).run(
      result.seconds,
      result.engine,
      result.device,
      result.scale?.threshold ?? null,
      runId
    )
    return parseTile(
      db.prepare(`SELECT ${columns} FROM tiles WHERE run_id = ? AND number = ?`).get(runId, result.number)
    )
  })()
}

/** Removes every result of a run; its tiles wait again. */
export function discardResults(db: WritableDb, runId: number): void {
  db.transaction(() => {
    db.prepare('DELETE FROM predictions WHERE run_id = ?').run(runId)
    db.prepare(`UPDATE tiles SET state = 'pending', judged = 0, positive = 0, attempts = 0, failure = NULL,
      checked = 0, flags = '{}', scale_evidence = 0
      WHERE run_id = ? AND state IN ('done', 'failed')`).run(runId)
    db.prepare('UPDATE runs SET seconds_infer = 0, scale_threshold = NULL WHERE id = ?').run(runId)
  })()
}
