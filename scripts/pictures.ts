/**
 * `node scripts/pictures.ts`: takes the screenshots in docs/pictures from the program itself, in a
 * browser, on a new library with the demo slide. Each comes in light (`name.webp`) and dark
 * (`name-dark.webp`). Never uses a real slide.
 */
import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { build } from './build.ts'
import { emptyTour, tour } from './pictures/tour.ts'
import { provideChromium } from './provide/chromium.ts'
import { provideOpenslide } from './provide/openslide.ts'

const root = join(import.meta.dirname, '..')

/** Starts the program on a data folder, passes a fresh tab to `work`, and stops the program. */
async function visit(
  browser: Browser,
  data: string,
  options: string[],
  work: (page: Page) => Promise<void>
): Promise<void> {
  const door = join(root, 'electron', 'browser', 'main.ts')
  const child = spawn(process.execPath, [door, '--no-open', '--port', '0', '--data', data, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // The program proposes paths in the home folder: keep the user's out of the screenshots.
    env: { ...process.env, HOME: data, USERPROFILE: data }
  })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', text => {
      const found = /http:\S+/.exec(String(text))?.[0]
      if (found) resolve(found)
    })
    child.once('exit', () => reject(new Error('Ductal ended before it printed its address.')))
  })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
  try {
    await page.goto(address)
    await work(page)
  } finally {
    await page.close()
    child.kill('SIGTERM')
    await ended
  }
}

const executablePath = await provideChromium()
if (!executablePath) throw new Error('Chromium is not installed. Run "npx playwright install chromium".')
await build()
const data = await mkdtemp(join(tmpdir(), 'ductal-'))
const openslide = await provideOpenslide()
if (openslide) {
  // The system check shows this path: keep the user's out of the screenshots.
  process.env.DUCTAL_OPENSLIDE = join(data, basename(openslide))
  await copyFile(openslide, process.env.DUCTAL_OPENSLIDE)
}
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking']
})
try {
  const empty = join(data, 'empty')
  await mkdir(empty)
  await visit(browser, empty, ['--no-demo'], emptyTour)
  await visit(browser, data, [], page => tour(page, data))
} finally {
  await browser.close()
  await rm(data, { recursive: true, force: true })
}
