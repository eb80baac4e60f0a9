import { expect, test } from 'vitest'
import { playwrightTally, sum, vitestTally } from '../../../scripts/suites/tally.ts'

const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 }

test('counts a file that could not be loaded as one more failure', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'adds' },
    { status: 'failed', fullName: 'divides' }
  ]
  const loaded = { name: 'a.test.ts', status: 'failed', assertionResults }
  const unloaded = { name: 'b.test.ts', status: 'failed', assertionResults: [] }
  expect(vitestTally({ ...vitest, testResults: [loaded] })).toEqual({
    ...{ passed: 5, failed: 1, skipped: 2 },
    failures: ['a.test.ts: divides']
  })
  expect(vitestTally({ ...vitest, testResults: [loaded, unloaded] })).toMatchObject({
    failed: 2,
    failures: ['b.test.ts', 'a.test.ts: divides']
  })
})

test('counts flaky tests and errors outside tests as failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 4 }
  expect(playwrightTally({ stats, errors: [] })).toMatchObject({ passed: 3, failed: 2, skipped: 4 })
  expect(playwrightTally({ stats, errors: [{}] }).failed).toBe(3)
})

test('throws for a report of another shape instead of counting zero', () => {
  expect(() => playwrightTally({ stats: {}, errors: [] })).toThrow()
  expect(() => vitestTally({ testResults: [] })).toThrow()
})

test('adds up tallies', () => {
  const one = { passed: 1, failed: 2, skipped: 3, failures: ['a'] }
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6, failures: ['a', 'a'] })
})
