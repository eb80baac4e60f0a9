import { expect, test } from 'vitest'
import { outcomeWarning } from '../../../contract/runs/outcome.ts'
import { readMigrations } from '../../../electron/host/db/migrations.ts'
import { placesOf } from '../../../electron/host/runs/plan.ts'
import { getRun, setStatus } from '../../../electron/host/runs/records.ts'
import { pendingTiles, readTile, saveTile } from '../../../electron/host/runs/tiles.ts'
import { getEntry, searchLibrary } from '../../../electron/host/slides/entries.ts'
import { migrationsFolder, newRun, temporaryLibrary } from '../../support/library.ts'
import { handlersOn } from '../../support/review.ts'

/** A finished run in which `readable` decides which patches have a prediction. */
function finished(wanted: () => boolean, readable: (row: number, col: number) => boolean) {
  const db = temporaryLibrary()
  const { id } = newRun(db, { wanted })
  for (const number of pendingTiles(db, id)) {
    const places = placesOf(readTile(db, id, number))
    const read = places.filter(({ row, col }) => readable(row, col))
    saveTile(db, id, {
      number,
      attempts: 2,
      predictions: read.map(place => ({ ...place, probability: 0.1 })),
      failure: read.length < places.length ? 'The file ends too early.' : null,
      engine: 'cpu',
      device: 'a processor',
      seconds: 1
    })
  }
  expect(getRun(db, id).outcome).toBeNull()
  return { db, run: setStatus(db, id, 'done'), ask: handlersOn(db) }
}

const runs = {
  complete: () =>
    finished(
      () => true,
      () => true
    ),
  partial: () =>
    finished(
      () => true,
      row => row < 10
    ),
  unreadable: () =>
    finished(
      () => true,
      () => false
    ),
  noTissue: () =>
    finished(
      () => false,
      () => true
    )
}

test.each([
  ['complete', 'analysed', null],
  ['partial', 'partlyAnalysed', /^400 of 800 patches with tissue could not be read/],
  ['unreadable', 'notAnalysed', /^Nothing was analysed, because none of the 800 .* not a negative result/],
  ['noTissue', 'notAnalysed', /^Nothing was analysed, because no tissue was found. .* not a negative result/]
] as const)('a %s run says so, and so does the library', (outcome, state, sentence) => {
  const { db, run } = runs[outcome]()
  expect(run).toMatchObject({ outcome, planned: outcome === 'noTissue' ? 0 : 800 })
  if (sentence) expect(outcomeWarning(run)).toMatch(sentence)
  else expect(outcomeWarning(run)).toBeNull()
  expect(getEntry(db, run.slideId)).toMatchObject({ state, outcome, runId: run.id })
  const page = searchLibrary(db, { states: [state] })
  expect(page.total).toBe(1)
  expect(page.states[state]).toBe(1)
  expect(searchLibrary(db, { states: ['analysed'] }).total).toBe(state === 'analysed' ? 1 : 0)
})

test.each(['partial', 'unreadable', 'noTissue'] as const)(
  'a %s run is signed only with an acknowledgement that names it',
  outcome => {
    const { db, run, ask } = runs[outcome]()
    const runId = run.id
    ask('reviewers.add', { name: 'Ada Test' })
    const other = outcome === 'noTissue' ? 'partial' : 'noTissue'
    for (const acknowledged of [undefined, other] as const)
      expect(() =>
        ask('review.sign', { runId, meaning: 'Reviewed', ...(acknowledged && { acknowledged }) })
      ).toThrow(expect.objectContaining({ code: 'review/unacknowledged' }))
    ask('review.sign', { runId, meaning: 'Reviewed', acknowledged: outcome })
    expect(ask('review.signatures', { runId })).toMatchObject([{ acknowledged: outcome }])
    expect(ask('review.actions', { runId })[0]?.text).toMatch(/^Reviewed \(acknowledged: /)
    expect(getEntry(db, run.slideId)).toMatchObject({ state: 'signed', outcome })
    expect(ask('review.verify', {}).faults).toEqual([])
  }
)

test('a signature under a complete run acknowledges nothing', () => {
  const { db, run, ask } = runs.complete()
  ask('reviewers.add', { name: 'Ada Test' })
  expect(() => ask('review.sign', { runId: run.id, meaning: 'x', acknowledged: 'noTissue' })).toThrow(
    expect.objectContaining({ code: 'review/unacknowledged' })
  )
  ask('review.sign', { runId: run.id, meaning: 'Reviewed' })
  expect(ask('review.signatures', { runId: run.id })).toMatchObject([{ acknowledged: null }])
  const entry = db.prepare(`SELECT entry FROM review_log WHERE kind = 'sign'`).pluck().get() as string
  expect(Object.keys(JSON.parse(entry).after).sort()).toEqual([
    'logHash',
    'meaning',
    'result',
    'signer',
    'stateHash'
  ])
})

test('a review of an unfinished run cannot be signed', () => {
  const { db, run, ask } = runs.complete()
  ask('reviewers.add', { name: 'Ada Test' })
  setStatus(db, run.id, 'interrupted')
  expect(() => ask('review.sign', { runId: run.id, meaning: 'Reviewed' })).toThrow(
    expect.objectContaining({ code: 'run/not-finished' })
  )
})

test.each(['complete', 'partial', 'unreadable', 'noTissue'] as const)(
  'an older library learns the outcome of its %s run',
  outcome => {
    const { db, run } = runs[outcome]()
    const { sql } = readMigrations(migrationsFolder).find(({ file }) => file === '0110_outcome.sql')!
    db.exec('UPDATE runs SET outcome = NULL')
    db.exec(sql.slice(sql.indexOf('UPDATE runs')))
    expect(getRun(db, run.id).outcome).toBe(outcome)
  }
)
