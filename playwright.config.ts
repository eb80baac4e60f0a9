import { defineConfig } from '@playwright/test'

/**
 * Both projects run the same specs, each through its own door, but for those of what the page does alone: one door is enough for
 * these. `npm test` provides what the environment names here.
 */
const pageAlone = ['**/browser*.spec.ts', '**/accessibility.spec.ts']

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // Generous, for machines that are slow or busy: nothing here measures time.
  timeout: 420_000,
  expect: { timeout: 60_000 },
  use: {
    viewport: { width: 1400, height: 900 },
    actionTimeout: 60_000,
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env.DUCTAL_CHROMIUM ? { executablePath: process.env.DUCTAL_CHROMIUM } : {}),
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run'
      ]
    }
  },
  projects: [
    { name: 'chromium', testIgnore: '**/electron*.spec.ts' },
    { name: 'electron', testIgnore: pageAlone, grepInvert: / in dark\b/ }
  ]
})
