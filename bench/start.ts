/**
 * Measures the seconds from program start to the first painted view, through the browser entry
 * point, with the page already built:
 *    node bench/start.ts [TIMES, default 3]
 * `first` starts without a data folder and so has to draw the demo slide first; `again` finds the
 * slide there. Prints one JSON document.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { openBrowser } from './browser.ts'
import { spreadOf } from './engine/figures.ts'

const root = join(import.meta.dirname, '..')
const times = Number(process.argv[2] ?? 3)

interface Times {
  /** Seconds until the address is printed. */
  address: number
  /** Seconds until the page shows its first text. */
  page: number
  /** Seconds until the viewer shows the slide. */
  painted: number
}

/** Whether the viewer's canvas shows more than a background. */
function painted(): boolean {
  const canvas = document.querySelector('.openseadragon-canvas canvas')
  if (!(canvas instanceof HTMLCanvasElement) || canvas.width === 0) return false
  const small = document.createElement('canvas')
  const context = small.getContext('2d')
  if (!context) return false
  context.drawImage(canvas, 0, 0, 64, 64)
  return new Set(new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer)).size > 20
}

async function start(browser: Browser, data: string): Promise<Times> {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const door = join(root, 'electron', 'browser', 'main.ts')
  const child = spawn(process.execPath, [door, '--no-open', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  let page: Page | undefined
  try {
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', text => {
        const found = /http:\S+/.exec(String(text))?.[0]
        if (found) resolve(found)
      })
      child.once('exit', () => reject(new Error('The program ended before it printed its address.')))
    })
    const printed = since()
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
    await page.goto(address)
    await page.waitForFunction(() => (document.body?.innerText.trim().length ?? 0) > 0)
    const shown = since()
    await page.waitForFunction(painted, undefined, { polling: 50, timeout: 120_000 })
    return { address: printed, page: shown, painted: since() }
  } finally {
    await page?.close()
    child.kill('SIGTERM')
    await ended
  }
}

const summary = (all: Times[]) => ({
  address: spreadOf(all.map(({ address }) => address)),
  page: spreadOf(all.map(({ page }) => page)),
  painted: spreadOf(all.map(({ painted }) => painted))
})

const browser = await openBrowser()
const scratch = await mkdtemp(join(tmpdir(), 'ductal-bench-'))
const [first, again]: [Times[], Times[]] = [[], []]
for (let number = 0; number < times; number++) {
  const data = join(scratch, `data-${number}`)
  first.push(await start(browser, data))
  again.push(await start(browser, data))
}
await browser.close()
await rm(scratch, { recursive: true })
console.log(JSON.stringify({ times, first: summary(first), again: summary(again) }))
