import { expect, test } from 'vitest'
import { labelGrid } from '../../../electron/host/review/labels/records.ts'
import { disc, reviewedRun } from '../../support/review.ts'

const count = (wanted: (probability: number) => boolean) => {
  let found = 0
  for (let row = 0; row < 20; row++) for (let col = 0; col < 40; col++) if (wanted(disc(row, col))) found++
  return found
}

test('a run without any action has an empty review', () => {
  const { ask, runId, run } = reviewedRun()
  const total = count(probability => probability >= 0.5)
  expect(total).toBe(run.positive)
  expect(ask('review.get', { runId })).toMatchObject({
    state: 'new',
    threshold: 0.5,
    thresholdBy: null,
    progress: { reviewed: 0, total },
    undo: null,
    redo: null,
    sequence: 0
  })
})

test('labels are stored next to the predictions, counted, and undone in one step', () => {
  const { ask, runId, db, told } = reviewedRun()
  const before = db.prepare('SELECT count(*), sum(probability) FROM predictions').get()
  const { review, changed } = ask('review.label', {
    runId,
    label: 'negative',
    spans: [10, 10, 10, 11, 10, 10, 11, 12, 20]
  })
  expect(changed).toBe(32)
  expect(review).toMatchObject({ state: 'open', labels: { positive: 0, negative: 32, unsure: 0 } })
  expect(review.falsePositive).toBe(review.progress.reviewed)
  expect(review.falsePositive).toBeGreaterThan(10)
  expect(review.undo).toMatchObject({
    kind: 'label',
    count: 32,
    text: 'negative',
    reviewer: { name: 'Ada Test' }
  })

  expect(ask('review.label', { runId, label: 'positive', spans: [2, 35, 1, 0, 0, 1] }).review).toMatchObject({
    labels: { positive: 2, negative: 32 },
    falseNegative: 1
  })
  expect(labelGrid(db, runId, { cols: 40, rows: 20 })[2 * 40 + 35]).toBe(1)
  expect(told.at(-2)).toEqual({ type: 'labels', runId, spans: [0, 0, 1, 1, 2, 35, 1, 1] })

  ask('review.undo', { runId })
  const empty = ask('review.undo', { runId })
  expect(empty).toMatchObject({
    labels: { positive: 0, negative: 0, unsure: 0 },
    falsePositive: 0,
    falseNegative: 0,
    progress: { reviewed: 0 },
    undo: null
  })
  expect(labelGrid(db, runId, { cols: 40, rows: 20 }).some(Boolean)).toBe(false)
  ask('review.redo', { runId })
  expect(ask('review.redo', { runId })).toMatchObject({ labels: { positive: 2, negative: 32 }, redo: null })
  expect(ask('review.verify', { runId }).faults).toEqual([])
  expect(db.prepare('SELECT count(*), sum(probability) FROM predictions').get()).toEqual(before)
})

test('a label that changes nothing is not an action', () => {
  const { ask, runId } = reviewedRun()
  ask('review.label', { runId, label: null, spans: [0, 0, 40] })
  expect(ask('review.get', { runId }).state).toBe('new')
  ask('review.label', { runId, label: 'unsure', spans: [0, 0, 40] })
  const { sequence } = ask('review.get', { runId })
  expect(ask('review.label', { runId, label: 'unsure', spans: [0, 5, 10] })).toMatchObject({ changed: 0 })
  expect(ask('review.get', { runId }).sequence).toBe(sequence)
})

test('the threshold of the reviewer updates the counts and leaves the run unchanged', () => {
  const { ask, runId, run } = reviewedRun()
  ask('review.label', { runId, label: 'negative', spans: [10, 0, 40] })
  const review = ask('review.act', { runId, action: { kind: 'threshold', threshold: 0.8 } })
  expect(review).toMatchObject({ threshold: 0.8, thresholdBy: 'Ada Test' })
  expect(review.progress.total).toBe(count(probability => probability >= 0.8))
  expect(review.falsePositive).toBe(
    Array.from({ length: 40 }, (_, col) => disc(10, col)).filter(probability => probability >= 0.8).length
  )
  expect(run.parameters.threshold).toBe(0.5)
  expect(ask('review.undo', { runId })).toMatchObject({ threshold: 0.5, thresholdBy: null })
  expect(ask('review.verify', {}).faults).toEqual([])
})

test('refuses actions without a reviewer or on an unfinished run', () => {
  const { ask, runId, db } = reviewedRun({ reviewer: '' })
  const label = () => ask('review.label', { runId, label: 'positive', spans: [0, 0, 1] })
  expect(label).toThrow(expect.objectContaining({ code: 'review/no-reviewer' }))
  ask('reviewers.add', { name: 'Ada Test' })
  db.prepare(`UPDATE runs SET status = 'cancelled'`).run()
  expect(label).toThrow(expect.objectContaining({ code: 'run/not-finished' }))
  expect(db.prepare('SELECT count(*) FROM reviews').pluck().get()).toBe(0)
})
