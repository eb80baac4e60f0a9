import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../support/library.ts'
import { writePatchFolder } from '../../support/slides.ts'
import { ductal, interruptedAt, patience, readLibrary } from '../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

/**
 * 24 tiles: the signal is sent after the first one, and a fast machine with many cores finishes
 * several more before it arrives. Six were too few.
 */
const grid = { cols: 96, rows: 64 }
const patches = grid.cols * grid.rows
const tiles = patches / 256

async function workplace() {
  const folder = temporaryFolder()
  const path = await writePatchFolder(folder, grid.cols, grid.rows)
  const data = join(folder, 'data')
  return { data, args: ['analyze', path, '--data', data, '--json'] }
}

/** The progress line once at least one tile is done. */
const firstTile = /[1-9]\d* %/

const counts = (data: string) =>
  readLibrary(data, db => ({
    runs: db.prepare('SELECT count(*) FROM runs').pluck().get(),
    done: db.prepare(`SELECT count(*) FROM tiles WHERE state = 'done'`).pluck().get(),
    attempts: db.prepare('SELECT sum(attempts) FROM tiles').pluck().get(),
    predictions: db.prepare('SELECT count(*) FROM predictions').pluck().get()
  })) as { runs: number; done: number; attempts: number; predictions: number }

test.skipIf(process.platform === 'win32')(
  'Ctrl-C cancels and keeps the finished tiles, and the same command resumes',
  async () => {
    const { data, args } = await workplace()
    const cancelled = await interruptedAt(firstTile, 'SIGINT', args)
    expect(cancelled.code).toBe(130)
    const document = JSON.parse(cancelled.stdout)
    expect(document.error.code).toBe('call/cancelled')
    expect(document.run.tiles.done).toBeLessThan(tiles)
    expect(counts(data)).toMatchObject({
      done: document.run.tiles.done,
      predictions: document.run.tiles.done * 256
    })

    const again = await ductal(...args)
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('Continuing analysis 1 of 10001 after')
    expect(JSON.parse(again.stdout).run).toMatchObject({
      id: 1,
      patches,
      tiles: { total: tiles, done: tiles }
    })
    expect(counts(data)).toEqual({ runs: 1, done: tiles, attempts: tiles, predictions: patches })
  }
)

test.skipIf(process.platform === 'win32')(
  'a killed run leaves only complete tiles, and the next start computes each of the rest once',
  async () => {
    const { data, args } = await workplace()
    expect((await interruptedAt(firstTile, 'SIGKILL', args)).signal).toBe('SIGKILL')
    const { done, predictions } = counts(data)
    expect(done).toBeLessThan(tiles)
    expect(predictions).toBe(done * 256)

    const again = await ductal(...args)
    expect(again.code).toBe(0)
    expect(counts(data)).toEqual({ runs: 1, done: tiles, attempts: tiles, predictions: patches })

    const second = await ductal(...args, '--threshold', '0.9')
    expect(JSON.parse(second.stdout).run).toMatchObject({ id: 2, patches })
    expect(counts(data).runs).toBe(2)
  }
)
