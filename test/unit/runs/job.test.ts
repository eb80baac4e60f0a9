import { expect, test } from 'vitest'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import { type TilePrediction, workThrough } from '../../../electron/host/runs/job.ts'
import { getRun } from '../../../electron/host/runs/records.ts'
import { listTiles, pendingTiles } from '../../../electron/host/runs/tiles.ts'
import { newRun, temporaryLibrary } from '../../support/library.ts'

const predicted = (count: number): TilePrediction => ({
  probabilities: new Float32Array(count).fill(0.75),
  unreadable: [],
  quality: null,
  engine: 'cpu',
  device: 'a processor'
})

const job = (db: ReturnType<typeof temporaryLibrary>, runId: number) => ({
  db,
  runId,
  concurrency: 3,
  predict: async (_tile: unknown, places: unknown[]) => predicted(places.length),
  onTile: () => {},
  signal: new AbortController().signal,
  log: () => {}
})

const predictions = (db: ReturnType<typeof temporaryLibrary>) =>
  db.prepare('SELECT count(*) FROM predictions').pluck().get()

test('completes every pending tile once', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  const told: number[] = []
  await workThrough({ ...job(db, id), onTile: tile => told.push(tile.index) })
  expect(told.toSorted()).toEqual([0, 1, 2, 3, 4, 5])
  expect(getRun(db, id)).toMatchObject({ patches: 800, positive: 800, tiles: { total: 6, done: 6 } })
  expect(predictions(db)).toBe(800)
})

test('retries a tile that fails once', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  const failed = new Set<number>()
  await workThrough({
    ...job(db, id),
    async predict(tile, places) {
      if (!failed.has(tile.number)) {
        failed.add(tile.number)
        throw new DuctalError('worker/died', 'The worker died.')
      }
      return predicted(places.length)
    }
  })
  expect(getRun(db, id).tiles).toMatchObject({ done: 6, failed: 0 })
  expect(db.prepare('SELECT DISTINCT attempts FROM tiles').pluck().all()).toEqual([2])
})

test('records a tile that fails twice with its reason and completes the others', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  await workThrough({
    ...job(db, id),
    async predict(tile, places) {
      if (tile.number === 4) throw new DuctalError('slide/corrupt', 'Tile 4 cannot be decoded.')
      return predicted(places.length)
    }
  })
  expect(listTiles(db, id)[4]).toMatchObject({ state: 'failed', failure: 'Tile 4 cannot be decoded.' })
  expect(getRun(db, id).tiles).toMatchObject({ done: 5, failed: 1 })
})

test('a failure that affects every tile ends the run at once', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  const error = new DuctalError('model/hash', 'Other weights.')
  await expect(workThrough({ ...job(db, id), predict: () => Promise.reject(error) })).rejects.toBe(error)
  expect(pendingTiles(db, id)).toHaveLength(6)
})

test('unreadable patches fail their tile, whose other patches keep their predictions', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  await workThrough({
    ...job(db, id),
    async predict(tile, places) {
      const prediction = predicted(places.length)
      if (tile.number !== 0) return prediction
      prediction.probabilities[7] = Number.NaN
      return { ...prediction, unreadable: [{ index: 7, message: 'broken.png cannot be decoded.' }] }
    }
  })
  expect(listTiles(db, id)[0]).toMatchObject({
    state: 'failed',
    failure: '1 of 256 patches: broken.png cannot be decoded.'
  })
  expect(predictions(db)).toBe(799)
})

test('an abort keeps the finished tiles, and resuming completes the rest once', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  const abort = new AbortController()
  await expect(
    workThrough({
      ...job(db, id),
      concurrency: 1,
      signal: abort.signal,
      onTile: tile => tile.index === 1 && abort.abort()
    })
  ).rejects.toMatchObject({ code: 'call/cancelled' })
  expect(pendingTiles(db, id)).toEqual([2, 3, 4, 5])
  await workThrough(job(db, id))
  expect(getRun(db, id)).toMatchObject({ patches: 800, tiles: { done: 6 } })
})

test('nothing changes a run after its end', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db)
  let late = () => {}
  const blocked = new Promise<void>(resolve => {
    late = resolve
  })
  await expect(
    workThrough({
      ...job(db, id),
      async predict(tile, places, signal) {
        if (tile.number === 0) throw new DuctalError('path/missing', 'The slide is gone.')
        signal.addEventListener('abort', () => late())
        await blocked
        return predicted(places.length)
      }
    })
  ).rejects.toMatchObject({ code: 'path/missing' })
  expect(predictions(db)).toBe(0)
})

test('a full disk stops the run between two tiles, and the run resumes once there is space', async () => {
  const db = temporaryLibrary()
  const { id } = newRun(db, { cols: 160, rows: 160 })
  const pages = db.pragma('page_count', { simple: true }) as number
  db.pragma(`max_page_count = ${pages + 20}`)
  const error = await workThrough(job(db, id)).catch(error => error)
  expect(failureOf(error).code).toBe('disk/full')
  const { patches, tiles } = getRun(db, id)
  expect(predictions(db)).toBe(patches)
  expect(tiles.done).toBeGreaterThan(0)
  expect(tiles.done).toBeLessThan(tiles.total)

  db.pragma('max_page_count = 1000000')
  await workThrough(job(db, id))
  expect(getRun(db, id)).toMatchObject({ patches: 25_600, tiles: { done: 100, failed: 0 } })
  expect(predictions(db)).toBe(25_600)
})
