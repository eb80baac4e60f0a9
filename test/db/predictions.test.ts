import { expect, test } from 'vitest'
import { predictionsOf, probabilityGrid } from '../../electron/host/heatmap/grid.ts'
import { newRun, temporaryLibrary } from '../support/library.ts'

const [rows, cols] = [173, 151]

function filled() {
  const db = temporaryLibrary()
  const run = newRun(db, { rows, cols })
  const insert = db.prepare('INSERT INTO predictions (run_id, row, col, probability) VALUES (?, ?, ?, ?)')
  db.transaction(() => {
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) insert.run(run.id, row, col, (row * cols + col) / (rows * cols))
  })()
  return { db, run }
}

test('reads all predictions page by page, each once and in order', () => {
  const { db, run } = filled()
  let expected = 0
  for (const { row, col, probability } of predictionsOf(db, run.id)) {
    if (row * cols + col !== expected) throw new Error(`row ${row} col ${col} came instead of ${expected}`)
    expect(probability).toBe(expected / (rows * cols))
    expected++
  }
  expect(expected).toBe(rows * cols)
})

test('allows writes to the library in the middle of reading', () => {
  const { db, run } = filled()
  const reading = predictionsOf(db, run.id)
  reading.next()
  db.prepare(`UPDATE runs SET status = 'done' WHERE id = ?`).run(run.id)
  expect([...reading]).toHaveLength(rows * cols - 1)
})

test('yields no predictions for a run without any', () => {
  const db = temporaryLibrary()
  expect([...predictionsOf(db, newRun(db).id)]).toEqual([])
})

test('the grid puts every prediction and failure in its cell, in full rows and in rows with gaps', () => {
  const { db, run } = filled()
  db.prepare('DELETE FROM predictions WHERE run_id = ? AND row = 7 AND col % 3 = 0').run(run.id)
  db.prepare('DELETE FROM predictions WHERE run_id = ? AND row < 2 AND col < 2').run(run.id)
  db.prepare(`UPDATE tiles SET state = 'failed' WHERE run_id = ? AND number = 0`).run(run.id)
  const grid = probabilityGrid(db, run.id, { rows, cols })
  const at = (row: number, col: number) => grid[row * cols + col]
  expect([at(0, 0), at(1, 1), at(7, 3), at(7, 4)]).toEqual([
    -1,
    -1,
    -1,
    Math.fround((7 * cols + 4) / (rows * cols))
  ])
  expect([at(7, 30), at(7, 31)]).toEqual([Number.NaN, Math.fround((7 * cols + 31) / (rows * cols))])
  for (const row of [2, 80, rows - 1])
    for (const col of [0, 75, cols - 1])
      expect(at(row, col)).toBe(Math.fround((row * cols + col) / (rows * cols)))
})
