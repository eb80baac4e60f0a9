import { expect, test } from 'vitest'
import { type QueueRequest, readQueue, writeQueue } from '../../../contract/review/queue.ts'
import type { Run } from '../../../contract/runs/run.ts'
import { entropyOf } from '../../../contract/runs/uncertainty.ts'
import { urls } from '../../../contract/transport/urls.ts'
import type { Context } from '../../../electron/host/context.ts'
import { hilbert } from '../../../electron/host/review/queue/hilbert.ts'
import { queueOf } from '../../../electron/host/review/queue/queue.ts'
import { resource } from '../../../electron/host/server/resources.ts'
import { reviewedRun } from '../../support/review.ts'

const request = (overrides: Partial<QueueRequest> = {}): QueueRequest => ({
  unit: 'patches',
  order: 'probability',
  classes: 'positive',
  filter: 'all',
  ...overrides
})

test('orders patches by probability, by uncertainty and by position', () => {
  const { db, run } = reviewedRun()
  const byProbability = queueOf(db, run, request())
  expect(byProbability.length).toBe(run.positive)
  expect([byProbability.rows[0], byProbability.cols[0], byProbability.probabilities[0]]).toEqual([10, 15, 1])
  expect([...byProbability.probabilities]).toEqual([...byProbability.probabilities].sort((a, b) => b - a))

  const everything = queueOf(db, run, request({ classes: 'all', order: 'uncertainty' }))
  expect(everything.length).toBe(800)
  const away = [...everything.probabilities].map(probability => Math.abs(Math.fround(probability) - 0.5))
  expect(away).toEqual([...away].sort((a, b) => a - b))

  const byPlace = queueOf(db, run, request({ classes: 'all', order: 'place' }))
  let far = 0
  for (let i = 1; i < byPlace.length; i++)
    far += Math.hypot(byPlace.rows[i]! - byPlace.rows[i - 1]!, byPlace.cols[i]! - byPlace.cols[i - 1]!)
  expect(far / byPlace.length).toBeLessThan(1.2)
})

test('for a calibrated model, orders by the entropy of the probability, whatever the threshold', () => {
  const { db, run } = reviewedRun()
  const calibrated: Run = {
    ...run,
    calibration: { kind: 'temperature', temperature: 1.5 },
    parameters: { ...run.parameters, threshold: 0.2 }
  }
  const { probabilities } = queueOf(db, calibrated, request({ classes: 'all', order: 'uncertainty' }))
  const entropies = [...probabilities].map(entropyOf)
  expect(entropies).toEqual([...entropies].sort((a, b) => b - a))
  expect([entropyOf(0.5), entropyOf(0), entropyOf(1)]).toEqual([1, 0, 0])
  expect(entropyOf(0.11)).toBeCloseTo(0.5, 2)
})

test('lists groups of positive patches with their bounds and review progress', () => {
  const { db, run, runId, ask } = reviewedRun()
  ask('review.label', { runId, label: 'positive', spans: [10, 14, 2] })
  const queue = queueOf(db, run, request({ unit: 'regions' }))
  const inDisc = run.positive - 1
  expect(queue.length).toBe(2)
  expect([...queue.patches]).toEqual([inDisc, 1])
  expect([...queue.reviewed]).toEqual([2, 0])
  expect([queue.minRows[0], queue.maxRows[0], queue.minCols[0], queue.maxCols[0]]).toEqual([5, 15, 10, 20])
  expect([queue.rows[1], queue.cols[1]]).toEqual([2, 35])
  const least = queueOf(db, run, request({ unit: 'regions', order: 'uncertainty' }))
  expect([...least.patches]).toEqual([1, inDisc])
})

test('filters follow the labels', () => {
  const { db, run, runId, ask } = reviewedRun()
  ask('review.label', { runId, label: 'negative', spans: [10, 15, 2] })
  ask('review.label', { runId, label: 'positive', spans: [0, 0, 3, 10, 14, 1] })
  const places = (overrides: Partial<QueueRequest>) => {
    const { rows, cols, length } = queueOf(db, run, request({ classes: 'all', order: 'place', ...overrides }))
    return Array.from({ length }, (_, i) => `${rows[i]} ${cols[i]}`).sort()
  }
  expect(places({ filter: 'disagreeing' })).toEqual(['0 0', '0 1', '0 2', '10 15', '10 16'])
  expect(places({ filter: 'negative' })).toEqual(['10 15', '10 16'])
  expect(places({ filter: 'positive', classes: 'negative' })).toEqual(['0 0', '0 1', '0 2'])
  expect(places({ filter: 'unreviewed', classes: 'positive' })).toHaveLength(run.positive - 3)
  expect(places({ filter: 'unsure' })).toEqual([])
  expect(queueOf(db, run, request({ unit: 'regions', filter: 'disagreeing' })).length).toBe(1)
})

test('transfers a queue and the labels as bytes', async () => {
  const { db, run, runId, ask } = reviewedRun()
  ask('review.label', { runId, label: 'unsure', spans: [10, 15, 1] })
  const context = { db, log: () => {} } as unknown as Context
  const { signal } = new AbortController()
  for (const unit of ['patches', 'regions'] as const) {
    const { status, body } = await resource(context, urls.queue(runId, request({ unit })), signal)
    expect(status).toBe(200)
    const queue = queueOf(db, run, request({ unit }))
    expect(readQueue(body.buffer as ArrayBuffer)).toEqual(queue)
    expect(writeQueue(queue)).toEqual(body)
  }
  const { body } = await resource(context, urls.labels(runId), signal)
  expect(body).toHaveLength(800)
  expect(body[10 * 40 + 15]).toBe(3)
  expect((await resource(context, 'data/runs/1/queue/patches/size/all/all', signal)).status).toBe(404)
})

test('the curve visits every cell of a square once, each next to the previous one', () => {
  const cells = Array.from({ length: 256 }, (_, i) => ({ row: i >> 4, col: i & 15 }))
  cells.sort((a, b) => hilbert(a.row, a.col) - hilbert(b.row, b.col))
  for (let i = 1; i < cells.length; i++)
    expect(Math.abs(cells[i]!.row - cells[i - 1]!.row) + Math.abs(cells[i]!.col - cells[i - 1]!.col)).toBe(1)
})
