import { expect, test } from 'vitest'
import { BatchTuner } from '../../../engine/network/batches.ts'

test('measures each batch size twice on real work, then keeps the fastest', () => {
  const tuner = new BatchTuner(1024 * 1024)
  const asked: number[] = []
  for (let i = 0; i < 10; i++) {
    const size = tuner.next(10_000)
    asked.push(size)
    tuner.note(size, size === 32 ? 0.001 : size * 0.001)
  }
  expect(asked).toEqual([8, 8, 16, 16, 32, 32, 64, 64, 32, 32])
})

test('does not count the first run of a size, which warms up', () => {
  const tuner = new BatchTuner(6 * 1024 * 1024)
  for (const seconds of [9, 1]) tuner.note(tuner.next(100), seconds)
  for (const seconds of [0.1, 4]) tuner.note(tuner.next(100), seconds)
  expect(tuner.best).toBe(8)
})

test('tries no larger batch after one that took more than a second', () => {
  const tuner = new BatchTuner(1024)
  for (const seconds of [5, 0.2, 5, 1.1]) tuner.note(tuner.next(100), seconds)
  expect([tuner.next(100), tuner.next(100)]).toEqual([8, 8])
})

test('never exceeds the memory budget or the number of remaining patches', () => {
  expect(new BatchTuner(1024 ** 3).next(500)).toBe(1)
  expect(new BatchTuner(1024).next(3)).toBe(3)
})
