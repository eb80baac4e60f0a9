import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Geometry } from '../../../contract/review/region.ts'
import { leaveReview } from '../../../electron/host/review/remove.ts'
import { newCaller } from '../../../electron/host/review/reviewers.ts'
import { removeRun } from '../../../electron/host/runs/records.ts'
import { reviewedRun } from '../../support/review.ts'

const square: Geometry = { type: 'area', parts: [[[0, 0, 1600, 0, 1600, 1600, 0, 1600]]] }

/** Performs a day's actions of every kind. */
async function day() {
  const review = reviewedRun()
  const { ask, runId } = review
  ask('review.label', { runId, label: 'negative', spans: [10, 0, 40] })
  ask('review.label', { runId, label: 'unsure', spans: [11, 3, 5] })
  const [region] = await ask('regions.add', { runId, regions: [{ kind: 'rectangle', geometry: square }] })
  await ask('regions.update', { runId, regionIds: [region!.id], change: { name: 'first', classId: 3 } })
  const comment = ask('review.comment', { runId, text: 'Look again.', regionId: region!.id })
  ask('review.editComment', { runId, commentId: comment.id, text: 'Looked again.' })
  ask('review.act', { runId, action: { kind: 'threshold', threshold: 0.7 } })
  ask('review.undo', { runId })
  ask('review.undo', { runId })
  ask('review.redo', { runId })
  return { ...review, region: region! }
}

test('a day of actions verifies, and the hash chain can be recomputed', async () => {
  const { ask, db, runId } = await day()
  const verification = ask('review.verify', { runId })
  expect(verification).toMatchObject({ entries: 13, reviews: 1, faults: [], unchecked: [] })
  let before = '0'.repeat(64)
  for (const { entry, hash } of db.prepare('SELECT entry, hash FROM review_log ORDER BY sequence').all() as {
    entry: string
    hash: string
  }[]) {
    expect(createHash('sha256').update(`${before}\n${entry}`).digest('hex')).toBe(hash)
    before = hash
  }
  expect(verification.head).toBe(before)
})

test('an entry records reviewer, time, action, and the values before and after', async () => {
  const { db } = await day()
  const entry = db
    .prepare(`SELECT entry FROM review_log WHERE kind = 'label' LIMIT 1`)
    .pluck()
    .get() as string
  expect(JSON.parse(entry)).toEqual({
    sequence: 4,
    kind: 'label',
    review: 1,
    run: 1,
    reviewer: { id: 1, name: 'Ada Test' },
    at: {
      utc: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      local: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/)
    },
    before: [[10, 0, 40, 0]],
    after: 2
  })
})

test.each([
  ['a label', 'UPDATE patch_labels SET label = 1 WHERE row = 10 AND col = 2', 'patch labels'],
  ['a label taken away', 'DELETE FROM patch_labels WHERE col = 2', 'patch labels'],
  ['a region', `UPDATE regions SET name = 'other'`, 'regions'],
  ['a comment', `UPDATE review_comments SET text = 'No.'`, 'comments'],
  ['the threshold', `UPDATE reviews SET threshold = 0.1, threshold_by = 'x'`, 'threshold'],
  ['what can be undone', 'DELETE FROM review_history', 'actions that can be undone'],
  ['a class', `UPDATE region_classes SET name = 'ductal' WHERE id = 1`, 'region classes'],
  [
    'the model’s output',
    'UPDATE predictions SET probability = 0.99 WHERE row = 0 AND col = 0',
    'model results'
  ],
  ['the review as a whole', 'DELETE FROM reviews', 'not in the library']
])('detects an outside change of %s', async (_, sql, message) => {
  const { ask, db } = await day()
  db.exec(sql)
  expect(ask('review.verify', {}).faults).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining(message) })
  )
})

/** Removes the triggers that protect the log, as someone with direct access to the file could. */
const unlocked = 'DROP TRIGGER review_log_keeps_entries; DROP TRIGGER review_log_loses_nothing;'

test('the log accepts no changes and no deletions', async () => {
  const { db } = await day()
  expect(() => db.exec(`UPDATE review_log SET hash = '${'0'.repeat(64)}' WHERE sequence = 3`)).toThrow(
    /append-only/
  )
  expect(() => db.exec('DELETE FROM review_log')).toThrow(/append-only/)
})

test.each([
  ['changed', `UPDATE review_log SET entry = replace(entry, 'Ada', 'Eva') WHERE sequence = 4`, 4],
  ['taken out', 'DELETE FROM review_log WHERE sequence = 4', 5],
  ['cut off at the end', 'DELETE FROM review_log WHERE sequence = 13', 12],
  ['no JSON', `UPDATE review_log SET entry = '{"kind":"label","review":1}' WHERE sequence = 13`, 13]
])('detects an entry that was %s, and its position', async (_, sql, sequence) => {
  const { ask, db } = await day()
  db.exec(unlocked + sql)
  expect(ask('review.verify', {}).faults[0]).toMatchObject({ sequence })
})

test('rebuilds the state from the log, but not from a damaged one', async () => {
  const { ask, db, runId } = await day()
  const before = ask('review.get', { runId })
  db.exec(
    'DELETE FROM patch_labels; DELETE FROM regions; DELETE FROM review_comments; UPDATE reviews SET signed = 3'
  )
  expect(ask('review.rebuild', { runId })).toMatchObject({ faults: [] })
  expect(ask('review.get', { runId })).toEqual(before)
  db.exec(`${unlocked} UPDATE review_log SET entry = replace(entry, 'Ada', 'Eva') WHERE sequence = 4`)
  expect(() => ask('review.rebuild', { runId })).toThrow(expect.objectContaining({ code: 'review/broken' }))
})

test('a review removed with its run stays in the log', async () => {
  const { ask, db, runId } = await day()
  db.transaction(() => {
    leaveReview(db, newCaller(db), runId)
    removeRun(db, runId)
  })()
  expect(db.prepare('SELECT count(*) FROM region_bounds').pluck().get()).toBe(0)
  expect(ask('review.verify', {})).toMatchObject({ entries: 14, reviews: 0, faults: [] })
})
