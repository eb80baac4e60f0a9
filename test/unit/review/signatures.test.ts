import { expect, test } from 'vitest'
import type { Geometry } from '../../../contract/review/region.ts'
import { leaveReview } from '../../../electron/host/review/remove.ts'
import { newCaller } from '../../../electron/host/review/reviewers.ts'
import { reviewedRun } from '../../support/review.ts'

const square: Geometry = { type: 'area', parts: [[[0, 0, 1600, 0, 1600, 1600, 0, 1600]]] }

test('a signed review refuses changes until it is reopened, and both actions stay on record', async () => {
  const { ask, runId, db } = reviewedRun()
  const [region] = await ask('regions.add', { runId, regions: [{ kind: 'rectangle', geometry: square }] })
  const signed = ask('review.sign', { runId, meaning: 'Reviewed and approved' })
  expect(signed).toMatchObject({
    state: 'signed',
    signature: { meaning: 'Reviewed and approved', reviewer: { name: 'Ada Test' }, reopened: null }
  })
  const refused = (change: () => unknown) =>
    expect(change).toThrow(expect.objectContaining({ code: 'review/signed' }))
  refused(() => ask('review.label', { runId, label: 'positive', spans: [0, 0, 1] }))
  refused(() => ask('regions.remove', { runId, regionIds: [region!.id] }))
  refused(() => ask('review.act', { runId, action: { kind: 'threshold', threshold: 0.1 } }))
  refused(() => ask('review.comment', { runId, text: 'x' }))
  refused(() => ask('review.undo', { runId }))
  refused(() => ask('review.sign', { runId, meaning: 'again' }))
  refused(() => leaveReview(db, newCaller(db), runId))
  expect(() => ask('classes.update', { classId: 1, name: 'other words' })).toThrow(
    expect.objectContaining({ code: 'class/in-use' })
  )
  expect(ask('review.get', { runId })).toEqual(signed)

  ask('reviewers.add', { name: 'Eva Test', role: 'consultant' })
  const opened = ask('review.reopen', { runId, reason: 'A second look at the margin' })
  expect(opened).toMatchObject({ state: 'open', signature: null, undo: { kind: 'regions.add' } })
  ask('review.undo', { runId })
  const again = ask('review.sign', { runId, meaning: 'Reviewed' })
  expect(ask('review.signatures', { runId })).toMatchObject([
    {
      meaning: 'Reviewed and approved',
      reopened: { reviewer: { name: 'Eva Test' }, reason: 'A second look at the margin' }
    },
    { meaning: 'Reviewed', reviewer: { name: 'Eva Test' }, reopened: null }
  ])
  expect(again.signature?.stateHash).not.toBe(signed.signature?.stateHash)
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('only a signed review can be reopened', () => {
  const { ask, runId } = reviewedRun()
  expect(() => ask('review.reopen', { runId, reason: 'why' })).toThrow(
    expect.objectContaining({ code: 'review/not-signed' })
  )
})

test('the same state has the same hash', async () => {
  const { ask, runId } = reviewedRun()
  await ask('regions.add', { runId, regions: [{ kind: 'rectangle', geometry: square }] })
  const first = ask('review.sign', { runId, meaning: 'one' })
  ask('review.reopen', { runId, reason: 'to sign it again' })
  const second = ask('review.sign', { runId, meaning: 'two' })
  expect(second.signature?.stateHash).toBe(first.signature?.stateHash)
  expect(second.signature?.logHash).not.toBe(first.signature?.logHash)
})
