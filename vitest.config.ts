import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 2,
    // Machines are shared and slow at times: a limit ends what hangs, and measures nothing.
    testTimeout: 120_000,
    hookTimeout: 60_000
  }
})
