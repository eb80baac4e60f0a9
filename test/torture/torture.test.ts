import { expect, test } from 'vitest'
import { torture } from './campaign.ts'

test('eight tortured days lose nothing that was acknowledged', { timeout: 1_800_000 }, async () => {
  const outcome = await torture({ seed: 7, count: 8 })
  for (const line of outcome.skipped) console.log(`skipped: ${line}`)
  expect(outcome.findings).toEqual([])
  expect(outcome.acknowledged).toBeGreaterThan(50)
  expect(outcome.kills).toBeGreaterThan(3)
})
