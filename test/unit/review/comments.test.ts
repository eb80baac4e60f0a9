import { afterEach, expect, test, vi } from 'vitest'
import { reviewedRun } from '../../support/review.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('a comment has the time of its log entry until it is edited', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 24, 9) })
  const { ask, runId, db } = reviewedRun()
  const { id, createdAt } = ask('review.comment', { runId, text: 'Look again.', patch: { row: 0, col: 1 } })
  const comments = () => ask('review.comments', { runId })
  expect(comments()).toMatchObject([{ id, createdAt, updatedAt: createdAt }])
  const { at } = JSON.parse(
    db.prepare('SELECT entry FROM review_log ORDER BY sequence DESC LIMIT 1').pluck().get() as string
  ) as { at: { utc: string } }
  expect(at.utc).toBe(createdAt)

  vi.setSystemTime(Date.UTC(2026, 10, 24, 10))
  ask('review.editComment', { runId, commentId: id, text: 'Looked again.' })
  expect(comments()).toMatchObject([
    { text: 'Looked again.', createdAt, updatedAt: '2026-11-24T10:00:00.000Z' }
  ])
})
