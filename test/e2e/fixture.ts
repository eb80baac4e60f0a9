import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, test as base, type Page } from '@playwright/test'
import {
  type Running,
  root,
  saveFolder,
  startInBrowser,
  startInElectron,
  withoutElectron
} from './program.ts'

export { expect } from '@playwright/test'

/** The program of one test: through the project's entry point, on a data folder of its own. */
export interface Program {
  /** A fresh data folder. */
  data: string
  /** Starts the program, also again after `close` or `kill`. Returns the window or tab. */
  start(paths?: string[]): Promise<Page>
  running(): Running
  close(): Promise<void>
  kill(): Promise<void>
  /** Errors in the page's console: exceptions, refused resources, content policy violations. */
  complaints: string[]
}

interface Shared {
  /**
   * One browser for all tests of a worker, with a profile for each test; undefined for Electron.
   */
  browserOfAll: Browser | undefined
}

interface Fixtures {
  /** Whether to add the demo slide to an empty library. */
  demo: boolean
  program: Program
}

export const test = base.extend<Fixtures, Shared>({
  browserOfAll: [
    async ({ playwright }, use, { project }) => {
      if (project.name === 'electron') return use(undefined)
      const browser = await playwright.chromium.launch(project.use.launchOptions)
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' }
  ],
  demo: [false, { option: true }],
  program: async ({ demo, browserOfAll: browser }, use) => {
    const missing = browser ? undefined : withoutElectron()
    test.skip(missing !== undefined, missing ?? '')
    const data = mkdtempSync(join(tmpdir(), 'ductal-e2e-'))
    const complaints: string[] = []
    let current: Running | undefined
    const stop = async (how: 'close' | 'kill') => {
      const running = current
      current = undefined
      await running?.[how]()
    }
    await use({
      data,
      complaints,
      running() {
        if (!current) throw new Error('The program does not run.')
        return current
      },
      async start(paths = []) {
        const start = { data, demo, paths, hear: (page: Page) => listen(page, complaints) }
        current = browser ? await startInBrowser(browser, start) : await startInElectron(start)
        return current.page
      },
      close: () => stop('close'),
      kill: () => stop('kill')
    })
    await stop('close')
    for (const folder of [data, saveFolder(data)]) rmSync(folder, { recursive: true, force: true })
  }
})

function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    // A tile that arrives late on a busy machine is not an error.
    if (message.type() === 'error' && !message.text().includes('exceeded timeout'))
      complaints.push(message.text())
  })
}

/** Real slides, in a folder next to the repository; absent on most machines. */
const shared = process.env.DUCTAL_SHARED_DATA ?? join(root, '..', 'shared', 'data')

/** Returns the path of a real file or folder; skips the test with a reason when it is absent. */
export function realData(...parts: string[]): string {
  const path = join(shared, ...parts)
  test.skip(!existsSync(path), `no real data at ${join('../shared/data', ...parts)}`)
  return path
}
