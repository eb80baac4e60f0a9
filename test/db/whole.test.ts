import { expect, test } from 'vitest'
import type { Calibration, Mixture } from '../../contract/model.ts'
import { evidenceOf } from '../../electron/host/review/evidence.ts'
import { getRun } from '../../electron/host/runs/records.ts'
import { saidOf, saveWhole } from '../../electron/host/runs/slide-judgement.ts'
import { listTiles, pendingTiles, readTile, saveTile } from '../../electron/host/runs/tiles.ts'
import { newRun, temporaryLibrary } from '../support/library.ts'

const start: Mixture = { means: [-1.5, 2], deviations: [1, 1], share: 0.15 }
const calibration: Calibration = { kind: 'field', neighbours: { radius: 1, weight: 0.6 }, start }
const wholeSlide = { patches: 4, mixture: start, separation: 3.2, taken: null, cut: 0.25 }

/** A run of 40 × 20 patches with all but one tile done; probabilities follow from the position. */
function finished() {
  const db = temporaryLibrary()
  const { id } = newRun(db, { overrides: { calibration } })
  for (const number of pendingTiles(db, id).slice(0, -1)) {
    const { row, col, rows, cols } = readTile(db, id, number)
    const predictions = Array.from({ length: rows * cols }, (_, i) => {
      const [r, c] = [row + Math.floor(i / cols), col + (i % cols)]
      return { row: r, col: c, probability: (r * 40 + c) / 800 }
    })
    saveTile(db, id, {
      number,
      predictions,
      attempts: 1,
      failure: null,
      engine: 'cpu',
      device: 'a processor',
      seconds: 1
    })
  }
  return { db, run: getRun(db, id) }
}

test('reads predictions by row, then column, and replaces all of them at once, keeping the originals', () => {
  const { db, run } = finished()
  const said = saidOf(db, run.id)
  expect(said.probabilities).toHaveLength(run.patches)
  for (const index of [0, 39, 40, said.rows.length - 1])
    expect(said.probabilities[index]).toBe(Math.fround((said.rows[index]! * 40 + said.cols[index]!) / 800))
  const judged = said.probabilities.map(probability => 1 - probability)
  saveWhole(db, { ...run, threshold: 0.5 }, said, judged, wholeSlide)

  const after = getRun(db, run.id)
  expect(after).toMatchObject({ wholeSlide, calibration, patches: run.patches })
  expect(after.positive).toBe(judged.filter(probability => probability >= 0.5).length)
  const read = db.prepare('SELECT probability, network FROM predictions WHERE row = ? AND col = ?')
  expect(read.get(3, 7)).toEqual({ probability: Math.fround(1 - Math.fround(127 / 800)), network: 127 / 800 })
  for (const { index, col, row, cols, rows, state } of listTiles(db, run.id)) {
    const counted = db.prepare('SELECT positive FROM tiles WHERE number = ?').pluck().get(index)
    const inside = [...said.rows.keys()].filter(
      at =>
        said.rows[at]! >= row &&
        said.rows[at]! < row + rows &&
        said.cols[at]! >= col &&
        said.cols[at]! < col + cols &&
        judged[at]! >= 0.5
    )
    expect([state, counted]).toEqual([index === 5 ? 'pending' : 'done', inside.length])
  }
})

test('stores no slide calibration at all when part of it cannot be stored', () => {
  const { db, run } = finished()
  const said = saidOf(db, run.id)
  const judged = said.probabilities.slice()
  judged[500] = 7
  const before = evidenceOf(db, run.id)
  expect(() => saveWhole(db, { ...run, threshold: 0.5 }, said, judged, wholeSlide)).toThrow()
  expect(getRun(db, run.id)).toEqual(run)
  expect(evidenceOf(db, run.id)).toEqual(before)
  expect(db.prepare('SELECT count(*) FROM predictions WHERE network IS NOT NULL').pluck().get()).toBe(0)
})
