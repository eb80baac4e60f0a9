import type { Geometry } from '../../contract/review/region.ts'
import { finishRun } from '../../electron/host/flows/runs/finish.ts'
import { placesOf } from '../../electron/host/runs/plan.ts'
import { predictionsOf, saveCalibrated } from '../../electron/host/runs/slide-calibration.ts'
import { pendingTiles, readTile, saveTile } from '../../electron/host/runs/tiles.ts'
import { newRun, temporaryLibrary } from './library.ts'
import { disc, handlersOn } from './review.ts'

const square = (left: number): Geometry => ({
  type: 'area',
  parts: [[[left, 100, left + 1600, 100, left + 1600, 1700, left, 1700]]]
})

/**
 * A library with a row in every table, and a review that was signed, reopened and signed again.
 * @param end ends the run, which has all its tiles
 */
export async function signedLibrary(end = finishRun, db = temporaryLibrary()) {
  const run = newRun(db)
  for (const number of pendingTiles(db, run.id)) {
    const predictions = placesOf(readTile(db, run.id, number)).map(({ row, col }) => ({
      row,
      col,
      probability: disc(row, col),
      flag: col % 7 === 0 ? 3 : 0
    }))
    saveTile(db, run.id, {
      number,
      attempts: 1,
      predictions,
      scale: { evidence: 1.5, threshold: 4 },
      failure: null,
      engine: 'cpu',
      device: 'a processor',
      seconds: 1
    })
  }
  const network = predictionsOf(db, run.id)
  const { grid, parameters } = run
  const wholeSlide = {
    patches: 800,
    mixture: null,
    separation: null,
    taken: 'surroundings',
    cut: null
  } as const
  saveCalibrated(
    db,
    { id: run.id, grid, threshold: parameters.threshold },
    network,
    network.probabilities.map(value => value / 2 + 0.25),
    wholeSlide
  )
  end(db, run.id)
  const ask = handlersOn(db)
  const runId = run.id
  ask('reviewers.add', { name: 'Ada Test', role: 'consultant' })
  ask('classes.add', { name: 'necrosis', color: '#000000' })
  ask('review.label', { runId, label: 'negative', spans: [10, 0, 40] })
  ask('review.label', { runId, label: 'positive', spans: [0, 0, 3] })
  ask('review.label', { runId, label: 'unsure', spans: [11, 3, 5] })
  ask('review.act', { runId, action: { kind: 'threshold', threshold: 0.6 } })
  const [region] = await ask('regions.add', {
    runId,
    regions: [
      { kind: 'rectangle', geometry: square(100), name: 'first', note: 'a note' },
      { kind: 'rectangle', geometry: square(5000), name: 'second' }
    ]
  })
  ask('review.comment', { runId, text: 'Look again.', regionId: region!.id })
  ask('review.comment', { runId, text: 'Here, too.', patch: { row: 2, col: 3 } })
  ask('review.sign', { runId, meaning: 'Reviewed' })
  ask('review.reopen', { runId, reason: 'A second look' })
  ask('review.label', { runId, label: 'positive', spans: [1, 0, 3] })
  ask('review.undo', { runId })
  ask('review.sign', { runId, meaning: 'Reviewed again' })
  db.exec(`
    INSERT INTO slide_tags VALUES (1, 'tag');
    INSERT INTO default_model VALUES (1, 'cnn');
    INSERT INTO comparisons VALUES (1, '/patches', '[]', '2026-01-01');
    INSERT INTO former_fingerprints VALUES ('sha256:f', 1, '2026-01-01');
    INSERT INTO slide_patches VALUES (1, 0, 0, 1);`)
  return { db, ask, runId }
}
