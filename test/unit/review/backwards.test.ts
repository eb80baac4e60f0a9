import { expect, test } from 'vitest'
import { backwardsIn } from '../../../electron/host/review/log/backwards.ts'
import { append } from '../../../electron/host/review/log/log.ts'
import { reviewedRun } from '../../support/review.ts'

/** Appends an entry for the library at a time, in minutes from now. */
function at(db: ReturnType<typeof reviewedRun>['db'], minutes: number): number {
  const entry = { kind: 'overrule', reviewer: { id: 1, name: 'Ada Test' }, review: null, run: null } as const
  return append(db, entry, new Date(Date.now() + minutes * 60_000)).sequence
}

test('marks every entry that an earlier one postdates, also from entries of other reviews', () => {
  const { db } = reviewedRun()
  const [, late, back, still, later] = [at(db, 1), at(db, 60), at(db, 5), at(db, 30), at(db, 61)]
  expect([...backwardsIn(db)]).toEqual([
    [back, late],
    [still, late]
  ])
  // A correction of less than a second is no step back.
  append(
    db,
    { kind: 'overrule', reviewer: { id: 1, name: 'Ada Test' }, review: null, run: null },
    new Date(Date.now() + 61 * 60_000 - 900)
  )
  expect([...backwardsIn(db).keys()]).toEqual([back, still])
  expect(later).toBeGreaterThan(still)
})

test('numbers of a transaction that was undone are read again', () => {
  const { db } = reviewedRun()
  const undone = db.transaction(() => {
    at(db, 60)
    expect(backwardsIn(db).size).toBe(0)
    throw new Error('undone')
  })
  expect(undone).toThrow('undone')
  const sequence = at(db, 2)
  const next = at(db, 1)
  expect([...backwardsIn(db)]).toEqual([[next, sequence]])
})

test('history, signature and verify name times that run backwards', () => {
  const { ask, db, runId } = reviewedRun()
  ask('review.label', { runId, label: 'negative', spans: [1, 1, 1] })
  expect(ask('review.verify', {}).backwards).toEqual([])
  const late = at(db, 24 * 60)
  ask('review.label', { runId, label: 'positive', spans: [2, 1, 1] })
  ask('review.sign', { runId, meaning: 'reviewed' })
  expect(ask('review.actions', { runId }).map(({ kind, clockBack }) => [kind, clockBack])).toEqual([
    ['sign', true],
    ['label', true],
    ['label', false],
    ['begin', false]
  ])
  expect(ask('review.signatures', { runId })).toMatchObject([{ clockBack: true }])
  const { backwards, faults } = ask('review.verify', { runId })
  expect(faults).toEqual([])
  expect(backwards.map(({ sequence }) => sequence)).toEqual([late + 1, late + 2])
  expect(backwards[0]?.message).toMatch(/has an earlier time than entry \d+ before it/)
})
