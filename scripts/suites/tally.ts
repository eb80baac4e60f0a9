export interface Tally {
  passed: number
  failed: number
  skipped: number
  /** Names of the failed tests, as far as the report names them. */
  failures: string[]
}

export const sum = (tallies: Tally[]): Tally =>
  tallies.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures]
  }))

const count = (value: unknown): number => {
  if (typeof value === 'number') return value
  throw new Error('The report lacks a number.')
}

/** Counts Vitest's JSON report. A file that failed to load has no tests; it counts as a failure. */
export function vitestTally(report: unknown): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report as {
    [key: string]: unknown
    testResults: {
      name: string
      status: string
      assertionResults: { status: string; fullName: string }[]
    }[]
  }
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0
  )
  return {
    passed: count(numPassedTests),
    failed: count(numFailedTests) + unloaded.length,
    skipped: count(numPendingTests) + count(numTodoTests),
    failures: [
      ...unloaded.map(({ name }) => name),
      ...testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName }) => `${name}: ${fullName}`)
      )
    ]
  }
}

/**
 * Counts Playwright's JSON report. Errors outside tests count as failures, and so does a test that
 * passed only on its second try.
 */
export function playwrightTally(report: unknown): Tally {
  const { stats, errors } = report as { stats: Record<string, unknown>; errors: unknown[] }
  return {
    passed: count(stats.expected),
    failed: count(stats.unexpected) + count(stats.flaky) + errors.length,
    skipped: count(stats.skipped),
    // The suite itself ends with the list of its failures.
    failures: []
  }
}
