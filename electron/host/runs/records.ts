import { DuctalError } from '../../../contract/errors.ts'
import type { Calibration } from '../../../contract/models/model.ts'
import { Outcome, outcomeOf } from '../../../contract/runs/outcome.ts'
import { fewestForScale, flagRecord, type QualityFlag } from '../../../contract/runs/quality.ts'
import {
  EngineChoice,
  EngineName,
  type EngineProbe,
  type Grid,
  type QualityFindings,
  type Run,
  type RunParameters,
  RunStatus,
  type WholeSlide
} from '../../../contract/runs/run.ts'
import { profileRules } from '../../../contract/slides/profile.ts'
import { MppSource } from '../../../contract/slides/slide.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import {
  integer,
  nullable,
  oneOf,
  optional,
  parseValue,
  real,
  rowParser,
  text,
  trustedJson
} from '../db/rows.ts'
import type { PlannedTile } from './plan.ts'

const parseRun = rowParser('runs', {
  id: integer,
  slide_id: integer,
  model_name: text,
  model_sha256: text,
  model_mpp: real,
  mpp: real,
  mpp_source: oneOf(MppSource.options),
  reader: text,
  reader_version: text,
  remarks: trustedJson<string[]>(),
  profile: nullable(text),
  profile_rule: nullable(oneOf(profileRules)),
  engine: nullable(oneOf(EngineName.options)),
  device: nullable(text),
  engine_verdicts: trustedJson<EngineProbe[]>(),
  stride: integer,
  threshold: real,
  threshold_source: oneOf(['model', 'user'] as const),
  screening: integer,
  tissue_threshold: nullable(real),
  calibration: trustedJson<Calibration>(),
  whole_slide: nullable(trustedJson<WholeSlide>()),
  origin_x: real,
  origin_y: real,
  grid_stride: real,
  grid_patch: real,
  cols: integer,
  rows: integer,
  status: oneOf(RunStatus.options),
  outcome: nullable(oneOf(Outcome.options)),
  tissue_mm2: nullable(real),
  sparse_mm2: nullable(real),
  failure_code: nullable(text),
  failure_message: nullable(text),
  seconds_open: real,
  seconds_tissue: real,
  seconds_infer: real,
  created_at: text,
  total: integer,
  done: integer,
  failed: integer,
  background: integer,
  planned: integer,
  lost: integer,
  judged: integer,
  pending: integer,
  positive: integer,
  checked: integer,
  flags: trustedJson<Partial<Record<QualityFlag, number>>>(),
  scale_evidence: real,
  scale_threshold: nullable(real)
})

type Row = ReturnType<typeof parseRun>

function qualityOf(row: Row): QualityFindings | null {
  const { checked, scale_evidence, scale_threshold, flags } = row
  if (checked === 0 || scale_threshold === null) return null
  const otherScale = checked >= fewestForScale && scale_evidence / checked >= scale_threshold
  return { patches: checked, byFlag: flagRecord(flag => flags[flag] ?? 0), otherScale }
}

const select = `SELECT runs.*, models.name AS model_name, models.mpp AS model_mpp, counts.*,
    (SELECT json_group_object(flag, patches) FROM (SELECT each.key AS flag, sum(each.value) AS patches
      FROM tiles, json_each(tiles.flags) AS each WHERE tiles.run_id = runs.id GROUP BY each.key)) AS flags
  FROM runs JOIN models ON models.sha256 = runs.model_sha256
  JOIN (SELECT run_id, count(*) AS total, sum(state = 'done') AS done, sum(state = 'failed') AS failed,
      sum(state = 'background') AS background, sum(patches) AS planned, sum(CASE WHEN state = 'failed' THEN patches - judged ELSE 0 END) AS lost, sum(CASE WHEN state = 'pending' THEN 0 ELSE judged END) AS judged,
      sum(CASE WHEN state = 'pending' THEN patches ELSE 0 END) AS pending, sum(positive) AS positive,
      sum(checked) AS checked, sum(scale_evidence) AS scale_evidence
    FROM tiles GROUP BY run_id) AS counts ON counts.run_id = runs.id`

function runOf(row: Row): Run {
  const rate = row.seconds_infer > 0 ? row.judged / row.seconds_infer : 0
  return {
    id: row.id,
    slideId: row.slide_id,
    model: row.model_name,
    modelSha256: row.model_sha256,
    mpp: row.mpp,
    mppSource: row.mpp_source,
    reader: row.reader ? { name: row.reader, version: row.reader_version } : null,
    profile: row.profile !== null && row.profile_rule ? { name: row.profile, rule: row.profile_rule } : null,
    remarks: row.remarks,
    engine: row.engine,
    device: row.device,
    engines: row.engine_verdicts,
    parameters: {
      stride: row.stride,
      threshold: row.threshold,
      thresholdSource: row.screening ? 'screening' : row.threshold_source,
      tissueThreshold: row.tissue_threshold
    },
    calibration: row.calibration,
    wholeSlide: row.whole_slide,
    quality: qualityOf(row),
    grid: {
      originX: row.origin_x,
      originY: row.origin_y,
      stride: row.grid_stride,
      patch: row.grid_patch,
      cols: row.cols,
      rows: row.rows
    },
    strideUm: row.stride * row.model_mpp,
    status: row.status,
    outcome: row.outcome,
    tiles: { total: row.total, done: row.done, failed: row.failed, background: row.background },
    planned: row.planned,
    tissue: {
      foundMm2: row.tissue_mm2,
      sparseMm2: row.sparse_mm2,
      unreadableMm2: row.lost * ((row.stride * row.model_mpp) / 1000) ** 2
    },
    patches: row.judged,
    positive: row.positive,
    seconds: {
      open: row.seconds_open,
      tissue: row.seconds_tissue,
      infer: row.seconds_infer,
      total: row.seconds_open + row.seconds_tissue + row.seconds_infer
    },
    patchesPerSecond: rate,
    remainingSeconds: row.status === 'running' && rate > 0 ? row.pending / rate : null,
    createdAt: row.created_at,
    failure: row.failure_code ? { code: row.failure_code, message: row.failure_message ?? '' } : null
  }
}

/** Returns the runs of one slide or of all, newest first. */
export const listRuns = (db: ReadableDb, slideId?: number): Run[] =>
  db
    .prepare(`${select} WHERE ? IS NULL OR slide_id = ? ORDER BY runs.id DESC`)
    .all(slideId ?? null, slideId ?? null)
    .map(row => runOf(parseRun(row)))

/** @throws DuctalError run/unknown */
export function getRun(db: ReadableDb, id: number): Run {
  const row = optional(parseRun, db.prepare(`${select} WHERE runs.id = ?`).get(id))
  if (!row)
    throw new DuctalError(
      'run/unknown',
      `The library has no analysis ${id}. List the analyses to see which exist.`
    )
  return runOf(row)
}

export interface NewRun {
  slide: {
    id: number
    fingerprint: string
    reader?: { name: string; version: string }
    profile?: Run['profile']
    remarks?: readonly string[]
    mpp: number
    mppSource: MppSource
  }
  modelSha256: string
  engine: EngineChoice
  parameters: RunParameters
  calibration: Calibration
  grid: Grid
  tiles: PlannedTile[]
  /** Null for a patch folder. */
  tissue: { foundMm2: number; sparseMm2: number } | null
  seconds: { open: number; tissue: number }
  software: string
}

/** Records a run with its tiles, completely or not at all. */
export function insertRun(db: WritableDb, run: NewRun): Run {
  return db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare(`INSERT INTO runs
        (id, slide_id, model_sha256, slide_fingerprint, reader, reader_version, remarks, profile, profile_rule, mpp, mpp_source, engine_choice, stride, threshold, threshold_source,
         screening, tissue_threshold, calibration, origin_x, origin_y, grid_stride, grid_patch, cols, rows, status, seconds_open, seconds_tissue,
         tissue_mm2, sparse_mm2, software, created_at)
        VALUES ((SELECT highest + 1 FROM numbers WHERE noun = 'runs'),
         @slideId, @modelSha256, @fingerprint, @reader, @readerVersion, @remarks, @profile, @profileRule, @mpp, @mppSource, @engine, @stride, @threshold, @thresholdSource,
         @screening, @tissueThreshold, @calibration, @originX, @originY, @gridStride, @patch, @cols, @rows, 'queued', @open, @tissue,
         @tissueMm2, @sparseMm2, @software, @createdAt)`)
      .run({
        slideId: run.slide.id,
        modelSha256: run.modelSha256,
        fingerprint: run.slide.fingerprint,
        reader: run.slide.reader?.name ?? '',
        readerVersion: run.slide.reader?.version ?? '',
        remarks: JSON.stringify(run.slide.remarks ?? []),
        profile: run.slide.profile?.name ?? null,
        profileRule: run.slide.profile?.rule ?? null,
        mpp: run.slide.mpp,
        mppSource: run.slide.mppSource,
        engine: run.engine,
        ...run.parameters,
        ...run.grid,
        stride: run.parameters.stride,
        thresholdSource: run.parameters.thresholdSource === 'user' ? 'user' : 'model',
        screening: Number(run.parameters.thresholdSource === 'screening'),
        calibration: JSON.stringify(run.calibration),
        gridStride: run.grid.stride,
        ...run.seconds,
        tissueMm2: run.tissue?.foundMm2 ?? null,
        sparseMm2: run.tissue?.sparseMm2 ?? null,
        software: run.software,
        createdAt: new Date().toISOString()
      })
    const id = Number(lastInsertRowid)
    const insert = db.prepare(`INSERT INTO tiles (run_id, number, col, row, cols, rows, cells, patches, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    for (const tile of run.tiles)
      insert.run(
        id,
        tile.number,
        tile.col,
        tile.row,
        tile.cols,
        tile.rows,
        tile.cells,
        tile.patches,
        tile.patches > 0 ? 'pending' : 'background'
      )
    return getRun(db, id)
  })()
}

export function setStatus(
  db: WritableDb,
  id: number,
  status: RunStatus,
  failure?: { code: string; message: string }
): Run {
  const outcome = status === 'done' ? outcomeOf(getRun(db, id)) : null
  db.prepare(
    'UPDATE runs SET status = ?, outcome = ?, failure_code = ?, failure_message = ? WHERE id = ?'
  ).run(status, outcome, failure?.code ?? null, failure?.message ?? null, id)
  return getRun(db, id)
}

/** Marks runs cut short by a killed program as `interrupted`, so that they can be resumed. */
export function interruptRuns(db: WritableDb): void {
  db.prepare(`UPDATE runs SET status = 'interrupted' WHERE status IN ('queued', 'running')`).run()
}

/** Returns the requested engine, which a resumed run needs and its record lacks. */
export const engineChoice = (db: ReadableDb, id: number): EngineChoice =>
  parseValue(
    'runs.engine_choice',
    oneOf(EngineChoice.options),
    db.prepare('SELECT engine_choice FROM runs WHERE id = ?').pluck().get(id)
  )

/** Records the engine probe results, and adds the time for selection to the run's opening time. */
export function setEngines(db: WritableDb, id: number, probes: EngineProbe[], seconds: number): void {
  db.prepare('UPDATE runs SET engine_verdicts = ?, seconds_open = seconds_open + ? WHERE id = ?').run(
    JSON.stringify(probes),
    seconds,
    id
  )
}

export function removeRun(db: WritableDb, id: number): void {
  getRun(db, id)
  db.prepare('DELETE FROM runs WHERE id = ?').run(id)
}
