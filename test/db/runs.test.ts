import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMigrations } from '../../electron/host/db/migrations.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { getRun, interruptRuns, listRuns, removeRun, setStatus } from '../../electron/host/runs/records.ts'
import { listTiles, pendingTiles, readTile, saveTile } from '../../electron/host/runs/tiles.ts'
import { removeSlide } from '../../electron/host/slides/records.ts'
import { migrationsFolder, newRun, temporaryFolder, temporaryLibrary } from '../support/library.ts'

const result = { attempts: 1, failure: null, engine: 'cpu', device: 'a processor', seconds: 2 } as const

test('reads a run back as it was recorded', () => {
  const db = temporaryLibrary()
  const run = newRun(db, { wanted: (row, col) => row < 16 && col < 16 })
  expect(run).toMatchObject({
    model: 'cnn',
    engine: null,
    mpp: 0.25,
    mppSource: 'file',
    strideUm: 200,
    status: 'queued',
    tiles: { total: 6, done: 0, failed: 0, background: 5 },
    patches: 0,
    positive: 0,
    parameters: { stride: 50, threshold: 0.5, thresholdSource: 'model', tissueThreshold: 20 },
    grid: { originX: 0, originY: 0, stride: 800, patch: 800, cols: 40, rows: 20 }
  })
  expect(listRuns(db, run.slideId)).toEqual([run])
  expect(listRuns(db, run.slideId + 1)).toEqual([])
})

test('saves a tile together with its predictions or not at all', () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  const predictions = [
    { row: 0, col: 0, probability: 0.25 },
    { row: 0, col: 1, probability: 0.5 },
    { row: 0, col: 2, probability: 1 }
  ]
  saveTile(db, id, { ...result, number: 0, predictions })
  expect(getRun(db, id)).toMatchObject({
    engine: 'cpu',
    device: 'a processor',
    patches: 3,
    positive: 2,
    tiles: { total: 6, done: 1, failed: 0 },
    patchesPerSecond: 1.5
  })

  const twice = [...predictions.slice(0, 1), { row: 5, col: 5, probability: 7 }]
  expect(() => saveTile(db, id, { ...result, number: 1, predictions: twice })).toThrow()
  expect(pendingTiles(db, id)).toEqual([1, 2, 3, 4, 5])
  expect(db.prepare('SELECT count(*) FROM predictions').pluck().get()).toBe(3)
})

test('a failed tile keeps its reason and the predictions it did get', () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  saveTile(db, id, {
    ...result,
    number: 2,
    predictions: [{ row: 0, col: 33, probability: 0.1 }],
    failure: '1 of 2 patches'
  })
  expect(listTiles(db, id)[2]).toMatchObject({ index: 2, state: 'failed', failure: '1 of 2 patches' })
  expect(getRun(db, id)).toMatchObject({ patches: 1, tiles: { failed: 1 } })
})

test('marks runs of a killed program as interrupted', () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  setStatus(db, id, 'running')
  interruptRuns(db)
  expect(getRun(db, id).status).toBe('interrupted')
})

test('removes a run with its tiles and predictions', () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  saveTile(db, id, { ...result, number: 0, predictions: [{ row: 0, col: 0, probability: 0 }] })
  removeRun(db, id)
  expect(
    db.prepare('SELECT (SELECT count(*) FROM tiles) + (SELECT count(*) FROM predictions)').pluck().get()
  ).toBe(0)
  expect(() => getRun(db, id)).toThrow(expect.objectContaining({ code: 'run/unknown' }))
})

test('never reuses the number of a removed run', () => {
  const db = temporaryLibrary()
  const { id, slideId } = newRun(db)
  removeRun(db, id)
  expect(newRun(db).id).toBe(id + 1)
  removeSlide(db, slideId)
  expect(newRun(db)).toMatchObject({ id: id + 2, slideId: slideId + 1 })
})

test('in an older library, numbers continue after removed runs that only the review log still mentions', () => {
  const folder = temporaryFolder()
  const older = join(folder, 'older')
  mkdirSync(older)
  for (const { file, number } of readMigrations(migrationsFolder))
    if (number < 100) copyFileSync(join(migrationsFolder, file), join(older, file))
  const before = openLibrary(folder, older)
  const log = before.db.prepare('INSERT INTO review_log (entry, hash) VALUES (?, ?)')
  log.run('{"kind":"begin","review":1,"run":7}', 'a'.repeat(64))
  log.run('{"kind":"reviewer","run":null}', 'b'.repeat(64))
  before.close()
  expect(newRun(temporaryLibrary(folder))).toMatchObject({ id: 8, slideId: 1 })
})

test('a prediction takes at most 24 bytes on disk', () => {
  const db = temporaryLibrary()
  const run = newRun(db, { cols: 120, rows: 100, wanted: (row, col) => (row * 7 + col * 13) % 5 < 3 })
  for (const number of pendingTiles(db, run.id)) {
    const tile = readTile(db, run.id, number)
    const predictions = []
    for (let row = tile.row; row < tile.row + tile.rows; row++)
      for (let col = tile.col; col < tile.col + tile.cols; col++)
        if ((row * 7 + col * 13) % 5 < 3)
          predictions.push({ row, col, probability: ((row * 31 + col * 17) % 997) / 997 })
    saveTile(db, run.id, { ...result, number, predictions })
  }
  const { bytes, count } = db
    .prepare(`SELECT (SELECT sum(pgsize) FROM dbstat WHERE name = 'predictions') AS bytes,
      (SELECT count(*) FROM predictions) AS count`)
    .get() as { bytes: number; count: number }
  expect(count).toBe(7200)
  expect(bytes / count).toBeLessThanOrEqual(24)
})

test('the frequent queries use an index', () => {
  const db = temporaryLibrary()
  const plan = (sql: string) => JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
  expect(plan(`SELECT number FROM tiles WHERE run_id = 1 AND state = 'pending' ORDER BY number`)).toContain(
    'tiles_pending'
  )
  expect(plan('SELECT row, col, probability FROM predictions WHERE run_id = 1 ORDER BY row, col')).toMatch(
    /SEARCH.*PRIMARY KEY/
  )
  expect(plan(`SELECT id FROM slides WHERE fingerprint = 'x'`)).toContain('USING')
})

test('keeps the source of the threshold, whichever it is', () => {
  const db = temporaryLibrary()
  for (const thresholdSource of ['model', 'screening', 'user'] as const) {
    const parameters = { stride: 50, threshold: 0.1, thresholdSource, tissueThreshold: 20 }
    expect(newRun(db, { overrides: { parameters } }).parameters).toEqual(parameters)
  }
})
