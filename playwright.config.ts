import { defineConfig } from '@playwright/test'

/** Both projects run the same specs, each through its own door. `npm test` provides what the environment names here. */
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
    // What is told in light and in dark is the same page at both doors: dark is seen at one of them.
    { name: 'electron', testIgnore: '**/browser*.spec.ts', grepInvert: / in dark\b/ }
  ]
})
