import { expect, test } from 'vitest'
import { playwrightTally, sum, vitestTally } from '../../../scripts/tally.ts'

const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 }

test('a file that could not be loaded is one more that failed', () => {
  const loaded = { status: 'failed', assertionResults: [{}] }
  const unloaded = { status: 'failed', assertionResults: [] }
  expect(vitestTally({ ...vitest, testResults: [loaded] })).toEqual({ passed: 5, failed: 1, skipped: 2 })
  expect(vitestTally({ ...vitest, testResults: [loaded, unloaded] }).failed).toBe(2)
})

test('a test that passed only at its second try, and an error outside of tests, are failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 4 }
  expect(playwrightTally({ stats, errors: [] })).toEqual({ passed: 3, failed: 2, skipped: 4 })
  expect(playwrightTally({ stats, errors: [{}] }).failed).toBe(3)
})

test('a report of another shape is an error, not a zero', () => {
  expect(() => playwrightTally({ stats: {}, errors: [] })).toThrow()
  expect(() => vitestTally({ testResults: [] })).toThrow()
})

test('tallies add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 }
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 })
})
