import { defineConfig } from '@playwright/test'

/**
 * Both projects run the same specs, each through its own entry point. The exceptions are specs of
 * the page alone, for which one entry point is enough. `npm test` sets the environment variables
 * used here.
 */
const pageAlone = ['**/browser*.spec.ts', '**/accessibility.spec.ts']

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // Generous, for slow or busy machines: no test measures time.
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
