/**
 * What the log keeps of a run when it ends: everything that a report states of the run, its model
 * and its slide, so that `verify` notices when a table states something else.
 */
import { createHash } from 'node:crypto'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { integer, nullable, parseValue } from '../../db/rows.ts'
import { canonical } from './canonical.ts'
import { digestsOf, type Evidence } from './evidence.ts'
import { append } from './log.ts'

/** Author of entries that the program makes by itself. Ids of reviewers begin with 1. */
export const program = { id: 0, name: 'Ductal' } as const

/** Facts by name, with the names of this list in the log: columns may be renamed. */
export type Facts = Record<string, unknown>

/**
 * Content of an entry of the kind `result`. Entries of older versions may lack members that this
 * version adds: only those of the entry are compared.
 */
export interface Result {
  slide: Facts
  model: Facts
  run: Facts
  tiles: { count: number; sha256: string }
  predictions: Evidence
  /** Set where the run ended in a version that kept no result: the facts are of a later time. */
  late?: true
}

/** Columns of a table by their names in the log. A column named in `json` is logged parsed. */
interface FactsOf {
  names: Readonly<Record<string, string>>
  json: readonly string[]
}

export const slideFacts: FactsOf = {
  names: {
    id: 'id',
    fingerprint: 'fingerprint',
    path: 'path',
    kind: 'kind',
    vendor: 'vendor',
    width: 'width',
    height: 'height',
    synthetic: 'synthetic',
    overruled: 'overruled'
  },
  json: ['overruled']
}

export const modelFacts: FactsOf = {
  names: {
    sha256: 'sha256',
    name: 'name',
    version: 'version',
    architecture: 'architecture',
    classes: 'classes',
    mpp: 'mpp',
    patch: 'patch',
    threshold: 'threshold'
  },
  json: ['classes']
}

export const runFacts: FactsOf = {
  names: {
    id: 'id',
    slide: 'slide_id',
    fingerprint: 'slide_fingerprint',
    model: 'model_sha256',
    mpp: 'mpp',
    mppSource: 'mpp_source',
    reader: 'reader',
    readerVersion: 'reader_version',
    remarks: 'remarks',
    engineChoice: 'engine_choice',
    engine: 'engine',
    device: 'device',
    engines: 'engine_verdicts',
    stride: 'stride',
    threshold: 'threshold',
    thresholdSource: 'threshold_source',
    screening: 'screening',
    tissueThreshold: 'tissue_threshold',
    calibration: 'calibration',
    wholeSlide: 'whole_slide',
    scaleThreshold: 'scale_threshold',
    originX: 'origin_x',
    originY: 'origin_y',
    gridStride: 'grid_stride',
    gridPatch: 'grid_patch',
    cols: 'cols',
    rows: 'rows',
    status: 'status',
    outcome: 'outcome',
    failureCode: 'failure_code',
    failureMessage: 'failure_message',
    tissueMm2: 'tissue_mm2',
    sparseMm2: 'sparse_mm2',
    secondsOpen: 'seconds_open',
    secondsTissue: 'seconds_tissue',
    secondsInfer: 'seconds_infer',
    software: 'software',
    createdAt: 'created_at',
    profile: 'profile',
    profileRule: 'profile_rule'
  },
  json: ['remarks', 'engines', 'calibration', 'wholeSlide']
}

/** Columns of tiles, in the order in which they are hashed. `cells` is hashed in hex digits. */
export const tileColumns = [
  'number',
  'col',
  'row',
  'cols',
  'rows',
  'cells',
  'patches',
  'positive',
  'state',
  'judged',
  'attempts',
  'failure',
  'checked',
  'flags',
  'scale_evidence'
] as const

function factsOf(db: ReadableDb, { names, json }: FactsOf, table: string, key: string, id: unknown): Facts {
  const columns = Object.entries(names).map(([name, column]) => `${column} AS "${name}"`)
  const row = db.prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${key} = ?`).get(id) ?? {}
  return Object.fromEntries(
    Object.entries(row as Facts).map(([name, value]) => [name, json.includes(name) ? parsed(value) : value])
  )
}

/** Returns text that is not JSON as it is: another program may have changed it. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** What a report states of a slide; empty if there is no such slide. */
export const slideNow = (db: ReadableDb, slideId: unknown): Facts =>
  factsOf(db, slideFacts, 'slides', 'id', slideId)

/** The present content of a run's `result`; a part is empty if the library lacks it. */
export function resultNow(db: ReadableDb, runId: number): Result & { begun: Evidence } {
  const run = factsOf(db, runFacts, 'runs', 'id', runId)
  const { predictions: begun, everything } = digestsOf(db, runId)
  return {
    slide: slideNow(db, run.slide),
    model: factsOf(db, modelFacts, 'models', 'sha256', run.model),
    run,
    tiles: tilesOf(db, runId),
    predictions: everything,
    begun
  }
}

function tilesOf(db: ReadableDb, runId: number): Result['tiles'] {
  const hash = createHash('sha256')
  let count = 0
  const columns = tileColumns.map(column => (column === 'cells' ? 'hex(cells)' : column))
  const rows = db.prepare(`SELECT ${columns.join(', ')} FROM tiles WHERE run_id = ? ORDER BY number`)
  for (const row of rows.raw().iterate(runId)) {
    hash.update(`${canonical(row)}\n`)
    count++
  }
  return { count, sha256: hash.digest('hex') }
}

/** Finds the entry with a run's result by an index (migrations/0220_results.sql). */
export const resultQuery = `SELECT max(sequence) FROM review_log
  WHERE kind = 'result' AND json_extract(entry, '$.run') = ?`

/** Returns the number of the log entry with a run's result; null for a run without one. */
export const resultEntry = (db: ReadableDb, runId: number): number | null =>
  parseValue('review_log.sequence', nullable(integer), db.prepare(resultQuery).pluck().get(runId))

/** Logs the result of a run that ends. Call within the transaction that ends it. */
export function enterResult(db: WritableDb, runId: number, late = false): number {
  const { begun: _, ...result } = resultNow(db, runId)
  const after: Result = late ? { ...result, late } : result
  return append(db, { kind: 'result', reviewer: program, review: null, run: runId, before: null, after })
    .sequence
}

/**
 * Returns the entry with a run's result, which is logged now if the run ended in a version of the
 * program that kept none. Call within a transaction.
 */
export const requireResult = (db: WritableDb, runId: number): number =>
  resultEntry(db, runId) ?? enterResult(db, runId, true)

/**
 * Performs a change to slides, such as a move of the file, and logs what a report states of them
 * that changed, for slides with runs.
 * @param ids of the slides that may change
 */
export const loggingSlides = <T>(db: WritableDb, ids: readonly number[], change: () => T): T =>
  db.transaction(() => {
    const hasRuns = db.prepare('SELECT 1 FROM runs WHERE slide_id = ? LIMIT 1')
    const befores = [...new Set(ids)]
      .filter(id => hasRuns.get(id) !== undefined)
      .map(id => ({ id, before: slideNow(db, id) }))
    const result = change()
    for (const { id, before } of befores) {
      const after = slideNow(db, id)
      if (canonical(before) !== canonical(after))
        append(db, { kind: 'slide', reviewer: program, review: null, run: null, before, after })
    }
    return result
  })()
