import { expect, test } from 'vitest'
import { fuzz } from './campaign.ts'

test('a hundred damaged slides are opened or refused, and harm nothing', { timeout: 600_000 }, async () => {
  const outcome = await fuzz({ seed: 7, count: 100 })
  expect(outcome.findings).toEqual([])
  expect(outcome.mutants).toBe(100)
  // Damage that no reader notices, and damage that each has to notice.
  expect(outcome.opened).toBeGreaterThan(5)
  expect(outcome.refused.size).toBeGreaterThan(2)
})
