import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { flagRecord, qualityFlags } from '../../contract/runs/quality.ts'
import { readMigrations } from '../../electron/host/db/migrations.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { flagGrid } from '../../electron/host/heatmap/grid.ts'
import { getRun } from '../../electron/host/runs/records.ts'
import { saveTile } from '../../electron/host/runs/tiles.ts'
import { migrationsFolder, newRun, temporaryFolder, temporaryLibrary } from '../support/library.ts'

const result = { attempts: 1, failure: null, engine: 'cpu', device: 'a processor', seconds: 2 } as const

/** A library in the format before this migration, with one run. */
function olderLibrary() {
  const folder = temporaryFolder()
  const older = join(folder, 'older')
  mkdirSync(older)
  for (const { file, number } of readMigrations(migrationsFolder))
    if (number < 120) copyFileSync(join(migrationsFolder, file), join(older, file))
  const { db, close } = openLibrary(folder, older)
  db.exec(`
    INSERT INTO slides (id, fingerprint, path, kind, vendor, width, height, levels, synthetic, added_at)
      VALUES (1, 'sha256:x', '/x.svs', 'openslide', 'aperio', 1, 1, '[]', 0, '2026-01-01');
    INSERT INTO models VALUES ('m', 'cnn', '1', 'cnn', '[]', 4, 50, 0.5, '2026-01-01');
    INSERT INTO runs (id, slide_id, model_sha256, slide_fingerprint, mpp, mpp_source, engine_choice, stride, threshold,
        threshold_source, origin_x, origin_y, grid_stride, grid_patch, cols, rows, status, software, created_at, scale_threshold)
      VALUES (7, 1, 'm', 'sha256:x', 0.25, 'file', 'auto', 50, 0.5, 'model', 0, 0, 800, 800, 4, 1, 'done', '1', '2026-01-01', 1);
    INSERT INTO tiles (run_id, number, col, row, cols, rows, cells, patches, state, judged, gated, blur, pen, finer)
      VALUES (7, 0, 0, 0, 3, 1, x'07', 3, 'done', 3, 3, 1, 1, 0), (7, 1, 3, 0, 1, 1, x'01', 1, 'done', 1, 1, 1, 0, 0),
        (7, 2, 9, 0, 1, 1, x'01', 1, 'pending', 0, 0, 0, 0, 0);
    INSERT INTO predictions (run_id, row, col, probability, network, gate)
      VALUES (7, 0, 0, 0.1, 0.2, 4), (7, 0, 1, 0.3, NULL, 5), (7, 0, 2, 0.5, NULL, 0), (7, 0, 3, 0.9, NULL, NULL);`)
  const predictions = db
    .prepare('SELECT run_id, row, col, probability, network, gate AS flag FROM predictions ORDER BY row, col')
    .all()
  close()
  return { folder, predictions }
}

test('an older library keeps its flags, counts and predictions', () => {
  const { folder, predictions } = olderLibrary()
  const { db, close } = openLibrary(folder, migrationsFolder)
  expect(db.prepare('SELECT flags FROM tiles ORDER BY number').pluck().all()).toEqual([
    '{"blur":1,"pen":1}',
    '{"blur":1}',
    '{}'
  ])
  expect(getRun(db, 7).quality).toEqual({
    patches: 4,
    byFlag: { coarser: 0, finer: 0, colour: 0, blur: 2, pen: 1 },
    otherScale: false
  })
  expect(db.prepare('SELECT * FROM predictions ORDER BY run_id, row, col').all()).toEqual(predictions)
  expect([...flagGrid(db, 7, { cols: 4, rows: 1 })]).toEqual([4, 5, 0, 0])
  expect(db.pragma('foreign_key_check')).toEqual([])
  db.prepare('DELETE FROM runs').run()
  expect(db.prepare('SELECT count(*) FROM predictions').pluck().get()).toBe(0)
  close()
})

test('counts every flag of every tile, and accepts flags of later versions', () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  expect(getRun(db, id).quality).toBeNull()
  const scale = { evidence: 0, threshold: 1 }
  const flagged = [0, ...qualityFlags.map((_, index) => index + 1)]
  for (const number of [0, 1])
    saveTile(db, id, {
      ...result,
      number,
      predictions: flagged.map((flag, col) => ({ row: number, col, probability: 0.5, flag })),
      scale
    })
  expect(getRun(db, id).quality).toEqual({
    patches: 2 * flagged.length,
    byFlag: flagRecord(() => 2),
    otherScale: false
  })
  const insert = db.prepare(
    'INSERT INTO predictions (run_id, row, col, probability, flag) VALUES (?, 9, ?, 0.5, ?)'
  )
  insert.run(id, 0, qualityFlags.length + 1)
  expect(() => insert.run(id, 1, -1)).toThrow(/CHECK/)
})
