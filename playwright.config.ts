import { defineConfig } from '@playwright/test'

/** Both projects run the same specs, each through its own door. `npm test` provides what the environment names here. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    viewport: { width: 1400, height: 900 },
    actionTimeout: 20_000,
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
    { name: 'electron', testIgnore: '**/browser*.spec.ts' }
  ]
})
