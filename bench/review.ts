/**
 * Measures the host's work on a review: one decision, a brush over thousands of patches, 10,000
 * regions, and the queue and integrity check of a million patches.
 *    node bench/review.ts
 * Prints one JSON document and asserts nothing. Times are milliseconds; commits wait for the disk.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Input, Output } from '../contract/calls.ts'
import type { Geometry } from '../contract/review/region.ts'
import type { Context } from '../electron/host/context.ts'
import { openLibrary } from '../electron/host/db/open.ts'
import { Events } from '../electron/host/events.ts'
import { labelGrid } from '../electron/host/review/labels/records.ts'
import { queueOf } from '../electron/host/review/queue/queue.ts'
import { getRun } from '../electron/host/runs/records.ts'
import { reviewingHandlers } from '../electron/host/server/handlers.ts'
import { spreadOf } from './engine/figures.ts'

const root = join(import.meta.dirname, '..')
const [stride, slideEdge] = [800, 800_000]

/**
 * Inserts a finished run of edge × edge patches straight into the database: analysing a million
 * would take a day.
 */
function library(edge: number) {
  const folder = mkdtempSync(join(tmpdir(), 'ductal-bench-'))
  const { db, close } = openLibrary(folder, join(root, 'migrations'))
  db.exec(`
    INSERT INTO slides (id, fingerprint, path, kind, vendor, width, height, mpp, mpp_source, levels, synthetic, added_at)
      VALUES (1, 'sha256:bench', '/bench', 'image', 'bench', ${slideEdge}, ${slideEdge}, 0.25, 'file', '[]', 0, '');
    INSERT INTO models VALUES ('bench', 'cnn', '1', 'cnn', '[]', 4, 50, 0.5, '');
    INSERT INTO runs (id, slide_id, model_sha256, slide_fingerprint, mpp, mpp_source, engine_choice, stride, threshold,
        threshold_source, origin_x, origin_y, grid_stride, grid_patch, cols, rows, status, software, created_at)
      VALUES (1, 1, 'bench', 'sha256:bench', 0.25, 'file', 'auto', 50, 0.5, 'model', 0, 0, ${stride}, ${stride}, ${edge},
        ${edge}, 'done', '', '');
    INSERT INTO tiles (run_id, number, col, row, cols, rows, cells, patches, positive, state, judged, attempts, failure)
      VALUES (1, 0, 0, 0, ${edge}, ${edge}, x'', ${edge ** 2}, 0, 'done', ${edge ** 2}, 1, NULL);
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${edge ** 2})
      INSERT INTO predictions (run_id, row, col, probability) SELECT 1, i / ${edge}, i % ${edge},
        (1 + sin((i / ${edge}) / 9.0) * cos((i % ${edge}) / 7.0)) / 2.001 FROM n;`)
  const handlers = reviewingHandlers({ db, events: new Events() } as Context)
  const { signal } = new AbortController()
  const ask = <K extends keyof typeof handlers>(name: K, input: Input<K>): Output<K> =>
    (handlers[name] as (input: unknown, signal: AbortSignal) => Output<K>)(input, signal)
  ask('reviewers.add', { name: 'Bench' })
  return {
    db,
    ask,
    end() {
      close()
      rmSync(folder, { recursive: true })
    }
  }
}

function timed<T>(work: () => T): [number, T] {
  const started = performance.now()
  const value = work()
  return [performance.now() - started, value]
}

const each = (count: number, work: (index: number) => unknown) =>
  spreadOf(Array.from({ length: count }, (_, index) => timed(() => work(index))[0]))

/** A freehand outline of 40 points. */
function blob(index: number): Geometry {
  const [x, y] = [2000 + (index % 100) * 500, 2000 + Math.floor(index / 100) * 500]
  const ring = Array.from({ length: 40 }, (_, i) => {
    const [turn, radius] = [(i / 40) * 2 * Math.PI, 150 + 40 * Math.sin(i * 1.7)]
    return [x + radius * Math.cos(turn), y + radius * Math.sin(turn)]
  })
  return { type: 'area', parts: [[ring.flat()]] }
}

function ordinarySlide() {
  const { db, ask, end } = library(72)
  const run = getRun(db, 1)
  const runId = 1
  const results = {
    decision: each(200, i =>
      ask('review.label', { runId, label: i % 2 ? 'positive' : 'negative', spans: [i % 70, (i * 7) % 70, 1] })
    ),
    brush: each(20, i =>
      ask('review.label', {
        runId,
        label: i % 2 ? 'positive' : 'negative',
        spans: Array.from({ length: 60 }, (_, row) => [row, 5, 60]).flat()
      })
    ),
    undo: each(20, () => ask('review.undo', { runId })),
    queue: each(20, () =>
      queueOf(db, run, { unit: 'regions', order: 'uncertainty', classes: 'positive', filter: 'all' })
    )
  }
  end()
  return results
}

function manyRegions() {
  const { ask, end } = library(72)
  const runId = 1
  const [add, regions] = timed(() =>
    ask('regions.add', {
      runId,
      regions: Array.from({ length: 10_000 }, (_, i) => ({
        id: randomUUID(),
        kind: 'freehand' as const,
        geometry: blob(i)
      }))
    })
  )
  const results = {
    add,
    list: each(10, () => ask('regions.list', { runId })),
    viewport: each(20, i =>
      ask('regions.within', {
        runId,
        bounds: { minX: 4000 + i * 500, minY: 8000, maxX: 12_000 + i * 500, maxY: 13_000 }
      })
    ),
    measure: each(100, i => ask('regions.measure', { runId, of: { regionId: regions[i * 97]!.id } })),
    edit: each(50, i =>
      ask('regions.update', {
        runId,
        regionIds: [regions[i * 97]!.id],
        change: { geometry: blob(i * 97 + 1) }
      })
    ),
    merge: each(20, i =>
      ask('regions.merge', {
        runId,
        regionId: regions[i * 300]!.id,
        operand: { geometry: blob(i * 300 + 1) }
      })
    ),
    verify: timed(() => ask('review.verify', { runId }))[0]
  }
  end()
  return results
}

function million() {
  const { db, ask, end } = library(1000)
  const run = getRun(db, 1)
  const runId = 1
  const begin = timed(() => ask('review.label', { runId, label: 'positive', spans: [0, 0, 1] }))[0]
  const results = {
    begin,
    decision: each(20, i => ask('review.label', { runId, label: 'negative', spans: [i, 3, 1] })),
    brush100000: each(3, i =>
      ask('review.label', {
        runId,
        label: i % 2 ? 'positive' : 'negative',
        spans: Array.from({ length: 100 }, (_, row) => [row, 0, 1000]).flat()
      })
    ),
    queue: each(3, () =>
      queueOf(db, run, { unit: 'patches', order: 'place', classes: 'all', filter: 'all' })
    ),
    queueOfRegions: each(3, () =>
      queueOf(db, run, { unit: 'regions', order: 'probability', classes: 'positive', filter: 'all' })
    ),
    labels: each(3, () => labelGrid(db, 1, run.grid)),
    regionFromPatches: timed(() => ask('regions.fromPatches', { runId, row: 500, col: 500 }))[0],
    verify: timed(() => ask('review.verify', { runId }))[0]
  }
  end()
  return results
}

console.log(
  JSON.stringify({ ordinarySlide: ordinarySlide(), manyRegions: manyRegions(), million: million() })
)
