import { expect, test } from 'vitest'
import { enter } from '../../../electron/host/review/actions/act.ts'
import { hashOfState, storedState } from '../../../electron/host/review/audit/state.ts'
import { recount } from '../../../electron/host/review/labels/records.ts'
import { evidenceOf } from '../../../electron/host/review/log/evidence.ts'
import { append, headOf } from '../../../electron/host/review/log/log.ts'
import { loggingSlides } from '../../../electron/host/review/log/result.ts'
import { getRun, setStatus } from '../../../electron/host/runs/records.ts'
import { moveSlide } from '../../../electron/host/slides/places.ts'
import { temporaryLibrary } from '../../support/library.ts'
import { finishedRun, handlersOn } from '../../support/review.ts'

const ada = { id: 1, name: 'Ada Test' }

/** A signed review as versions without results in the log made it. */
function signedByOldVersion() {
  const db = temporaryLibrary()
  const run = finishedRun(db, undefined, (db, id) => setStatus(db, id, 'done'))
  const ask = handlersOn(db)
  ask('reviewers.add', { name: ada.name })
  const { sequence, at } = append(db, {
    kind: 'begin',
    reviewer: ada,
    review: 1,
    run: run.id,
    before: null,
    after: {
      slide: `sha256:${'a'.repeat(64)}`,
      model: { name: run.model, sha256: run.modelSha256 },
      mpp: run.mpp,
      grid: run.grid,
      threshold: run.parameters.threshold,
      predictions: evidenceOf(db, run.id)
    }
  })
  db.prepare('INSERT INTO reviews (id, run_id, sequence, updated_at) VALUES (1, ?, ?, ?)').run(
    run.id,
    sequence,
    at.utc
  )
  recount(db, { id: 1, runId: run.id, threshold: run.parameters.threshold })
  ask('review.label', { runId: run.id, label: 'negative', spans: [10, 0, 40] })
  const after = {
    meaning: 'Reviewed',
    logHash: headOf(db).hash,
    stateHash: hashOfState(storedState(db, 1))
  }
  const signed = enter(db, { id: 1, runId: run.id, reviewer: ada }, { kind: 'sign', before: null, after })
  db.prepare('INSERT INTO signatures (sequence, review_id, log_hash, state_hash) VALUES (?, 1, ?, ?)').run(
    signed.sequence,
    after.logHash,
    after.stateHash
  )
  db.prepare('UPDATE reviews SET signed = ? WHERE id = 1').run(signed.sequence)
  return { db, ask, runId: run.id }
}

type Old = ReturnType<typeof signedByOldVersion>

/** Verifies after an edit by another program, then undoes the edit. */
function faultsAfter({ db, ask }: Old, sql: string): string[] {
  db.pragma('foreign_keys = OFF')
  db.exec('BEGIN')
  db.exec(sql)
  const faults = ask('review.verify', {}).faults.map(({ message }) => message)
  db.exec('ROLLBACK')
  return faults
}

test('a review signed by an older version verifies, and what cannot be checked is said', () => {
  const { ask, runId } = signedByOldVersion()
  const { faults, unchecked } = ask('review.verify', {})
  expect(faults).toEqual([])
  expect(unchecked).toEqual([expect.stringMatching(/^Analysis 1: an older version.*quality flags/)])
  expect(ask('review.verify', { runId }).unchecked).toHaveLength(1)
})

test.each([
  ['the fingerprint', `UPDATE runs SET slide_fingerprint = 'sha256:x'`, 'slides'],
  ['the scale', 'UPDATE runs SET mpp = 0.5', 'scales'],
  ['the model', `UPDATE models SET name = 'other'`, 'models'],
  ['the grid', 'UPDATE runs SET grid_stride = 700', 'grids'],
  ['the threshold', 'UPDATE runs SET threshold = 0.9', 'thresholds of the analysis'],
  ['a probability', 'UPDATE predictions SET probability = 0.99 WHERE row = 0 AND col = 0', 'model results'],
  ['a counter', 'UPDATE reviews SET false_positive = 0', 'counts']
])('what the first entry of an older version names is compared: %s', (_, sql, part) => {
  expect(faultsAfter(signedByOldVersion(), sql).join('\n')).toContain(part)
})

test('reopened and signed again, a review of an older version is checked as a whole', () => {
  const old = signedByOldVersion()
  const edit = `UPDATE runs SET device = 'another one'`
  expect(faultsAfter(old, edit)).toEqual([])
  const { ask, runId } = old
  ask('review.reopen', { runId, reason: 'To sign it again' })
  ask('review.sign', { runId, meaning: 'Reviewed' })
  const { faults, unchecked } = ask('review.verify', {})
  expect(faults).toEqual([])
  expect(unchecked).toEqual([
    expect.stringMatching(/^Analysis 1: .*from when the review was begun or signed/)
  ])
  expect(faultsAfter(old, edit)).toEqual([expect.stringContaining('Analysis 1 (device) differs')])
  expect(faultsAfter(old, 'UPDATE runs SET mpp = 0.5').length).toBeGreaterThan(1)
})

test('a slide that moves is logged; one that another program renamed is noticed, also after a move', () => {
  const db = temporaryLibrary()
  const run = finishedRun(db)
  const ask = handlersOn(db)
  const slide = getRun(db, run.id).slideId
  loggingSlides(db, [slide], () => moveSlide(db, slide, '/elsewhere/one.svs'))
  expect(ask('review.verify', {}).faults).toEqual([])
  db.exec(`UPDATE slides SET path = '/elsewhere/two.svs'`)
  expect(ask('review.verify', {}).faults).toMatchObject([
    { message: expect.stringContaining('Slide 1 (path)') }
  ])
  loggingSlides(db, [slide], () => moveSlide(db, slide, '/here/one.svs'))
  expect(ask('review.verify', {}).faults).toMatchObject([
    { message: expect.stringContaining('slide 1 had been changed by another program (path)') }
  ])
})
