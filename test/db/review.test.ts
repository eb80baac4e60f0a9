import { expect, test } from 'vitest'
import { defaultClasses, listClasses } from '../../electron/host/review/regions/classes.ts'
import { temporaryLibrary } from '../support/library.ts'
import { reviewedRun } from '../support/review.ts'

test('the frequent queries of a review use an index', () => {
  const db = temporaryLibrary()
  const plan = (sql: string) => JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
  expect(plan('SELECT sequence, hash FROM review_log ORDER BY sequence DESC LIMIT 1')).not.toContain(
    'TEMP B-TREE'
  )
  expect(
    plan('SELECT entry FROM review_log WHERE review_id = 1 AND sequence < 9 ORDER BY sequence DESC')
  ).toContain('review_log_by_review (review_id=? AND sequence<?)')
  expect(plan('SELECT max(sequence) FROM review_history WHERE review_id = 1 AND undone = 0')).toMatch(
    /SEARCH.*PRIMARY KEY \(review_id=\? AND undone=\?\)/
  )
  const cells =
    plan(`SELECT predictions.col, probability, coalesce(label, 0) FROM predictions LEFT JOIN patch_labels
    ON review_id = 1 AND patch_labels.row = predictions.row AND patch_labels.col = predictions.col
    WHERE run_id = 1 AND predictions.row = 1 AND predictions.col >= 1 AND predictions.col < 5`)
  expect(cells).toMatch(/predictions USING PRIMARY KEY \(run_id=\? AND row=\? AND col>\? AND col<\?\)/)
  expect(cells).toMatch(/patch_labels USING PRIMARY KEY \(review_id=\? AND row=\? AND col=\?\)/)
  expect(cells).not.toContain('SCAN')
  const viewport = plan(`SELECT regions.id FROM reviews
    JOIN region_bounds AS box ON box.min_review = reviews.id AND box.max_review = reviews.id
      AND box.min_x <= 5 AND box.max_x >= 1 AND box.min_y <= 5 AND box.max_y >= 1
    JOIN regions ON regions.number = box.number WHERE run_id = 1`)
  expect(viewport).toMatch(/box VIRTUAL TABLE INDEX 2/)
  expect(viewport).toMatch(/regions USING INTEGER PRIMARY KEY/)
  expect(plan('SELECT 1 FROM regions WHERE review_id = 1 AND id = 2')).toContain('(review_id=? AND id=?)')
  expect(plan('SELECT count(*) FROM regions WHERE class_id = 1')).toContain('regions_by_class')
})

test('a new library has the classes that its review log starts with', () => {
  expect(listClasses(temporaryLibrary())).toEqual(defaultClasses)
})

test('classes can be added, renamed, recoloured and removed', async () => {
  const { ask, runId } = reviewedRun()
  const added = ask('classes.add', { name: 'necrosis', color: '#000000' })
  expect(added).toEqual({ id: 6, name: 'necrosis', color: '#000000', removed: false })
  expect(() => ask('classes.add', { name: 'Necrosis', color: '#111111' })).toThrow(
    expect.objectContaining({ code: 'class/exists' })
  )
  expect(ask('classes.update', { classId: 6, color: '#222222' })).toMatchObject({
    name: 'necrosis',
    color: '#222222'
  })
  await ask('regions.add', {
    runId,
    regions: [{ kind: 'point', geometry: { type: 'point', x: 1, y: 1 }, classId: 6 }]
  })
  expect(() => ask('classes.remove', { classId: 6 })).toThrow(
    expect.objectContaining({ code: 'class/in-use' })
  )
  ask('review.undo', { runId })
  ask('classes.remove', { classId: 6 })
  expect(ask('classes.list', undefined).at(-1)).toMatchObject({ id: 6, removed: true })
  expect(ask('classes.add', { name: 'necrosis', color: '#333333' })).toMatchObject({ id: 7 })
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('the history shows the actions of the reviewers, with their names and in order', () => {
  const { ask, runId } = reviewedRun()
  ask('review.label', { runId, label: 'positive', spans: [0, 0, 4] })
  ask('reviewers.add', { name: 'Eva Test', initials: 'ET' })
  ask('review.undo', { runId })
  expect(ask('reviewers.list', undefined)).toEqual([
    { id: 1, name: 'Ada Test', initials: 'AT', role: '' },
    { id: 2, name: 'Eva Test', initials: 'ET', role: '' }
  ])
  const actions = ask('review.actions', { runId })
  expect(actions).toMatchObject([
    { kind: 'undo', of: 4, reviewer: { name: 'Eva Test' } },
    { kind: 'label', count: 4, text: 'positive', reviewer: { name: 'Ada Test' } },
    { kind: 'begin' }
  ])
  expect(ask('review.actions', { runId, before: actions[1]!.sequence, limit: 1 })).toMatchObject([
    { kind: 'begin' }
  ])
  ask('reviewers.choose', { reviewerId: 1 })
  expect(ask('reviewers.current', undefined)).toMatchObject({ name: 'Ada Test' })
})

test('corrections are paged in grid order', () => {
  const { ask, runId } = reviewedRun()
  ask('review.label', { runId, label: 'negative', spans: [10, 15, 1, 0, 0, 5] })
  ask('review.label', { runId, label: 'positive', spans: [0, 1, 1, 10, 14, 1] })
  ask('review.label', { runId, label: 'unsure', spans: [11, 15, 1] })
  const first = ask('review.corrections', { runId, limit: 2 })
  expect(first).toMatchObject([
    { row: 0, col: 1, probability: 0, label: 'positive', reviewer: { name: 'Ada Test' } },
    { row: 10, col: 15, probability: 1, label: 'negative' }
  ])
  expect(ask('review.corrections', { runId, after: first[1] })).toMatchObject([
    { row: 11, col: 15, label: 'unsure' }
  ])
})
