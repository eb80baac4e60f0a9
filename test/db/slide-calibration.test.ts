import { expect, test } from 'vitest'
import type { Calibration, Mixture } from '../../contract/models/model.ts'
import { evidenceOf } from '../../electron/host/review/log/evidence.ts'
import { getRun } from '../../electron/host/runs/records.ts'
import { predictionsOf, saveCalibrated } from '../../electron/host/runs/slide-calibration.ts'
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
  const network = predictionsOf(db, run.id)
  expect(network.probabilities).toHaveLength(run.patches)
  for (const index of [0, 39, 40, network.rows.length - 1])
    expect(network.probabilities[index]).toBe(
      Math.fround((network.rows[index]! * 40 + network.cols[index]!) / 800)
    )
  const calibrated = network.probabilities.map(probability => 1 - probability)
  saveCalibrated(db, { ...run, threshold: 0.5 }, network, calibrated, wholeSlide)

  const after = getRun(db, run.id)
  expect(after).toMatchObject({ wholeSlide, calibration, patches: run.patches })
  expect(after.positive).toBe(calibrated.filter(probability => probability >= 0.5).length)
  const read = db.prepare('SELECT probability, network FROM predictions WHERE row = ? AND col = ?')
  expect(read.get(3, 7)).toEqual({ probability: Math.fround(1 - Math.fround(127 / 800)), network: 127 / 800 })
  for (const { index, col, row, cols, rows, state } of listTiles(db, run.id)) {
    const counted = db.prepare('SELECT positive FROM tiles WHERE number = ?').pluck().get(index)
    const inside = [...network.rows.keys()].filter(
      at =>
        network.rows[at]! >= row &&
        network.rows[at]! < row + rows &&
        network.cols[at]! >= col &&
        network.cols[at]! < col + cols &&
        calibrated[at]! >= 0.5
    )
    expect([state, counted]).toEqual([index === 5 ? 'pending' : 'done', inside.length])
  }
})

test('stores no slide calibration at all when part of it cannot be stored', () => {
  const { db, run } = finished()
  const network = predictionsOf(db, run.id)
  const calibrated = network.probabilities.slice()
  calibrated[500] = 7
  const before = evidenceOf(db, run.id)
  expect(() => saveCalibrated(db, { ...run, threshold: 0.5 }, network, calibrated, wholeSlide)).toThrow()
  expect(getRun(db, run.id)).toEqual(run)
  expect(evidenceOf(db, run.id)).toEqual(before)
  expect(db.prepare('SELECT count(*) FROM predictions WHERE network IS NOT NULL').pluck().get()).toBe(0)
})
