import { expect, test } from 'vitest'
import { predictionsOf } from '../../electron/host/heatmap/grid.ts'
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

test('predictions are read page by page, every one once and in order', () => {
  const { db, run } = filled()
  let expected = 0
  for (const { row, col, probability } of predictionsOf(db, run.id)) {
    if (row * cols + col !== expected) throw new Error(`row ${row} col ${col} came instead of ${expected}`)
    expect(probability).toBe(expected / (rows * cols))
    expected++
  }
  expect(expected).toBe(rows * cols)
})

test('the library can be written in the middle of reading', () => {
  const { db, run } = filled()
  const reading = predictionsOf(db, run.id)
  reading.next()
  db.prepare(`UPDATE runs SET status = 'done' WHERE id = ?`).run(run.id)
  expect([...reading]).toHaveLength(rows * cols - 1)
})

test('a run without predictions has none', () => {
  const db = temporaryLibrary()
  expect([...predictionsOf(db, newRun(db).id)]).toEqual([])
})
