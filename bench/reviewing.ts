/**
 * Measures what a reviewer waits for, in Chromium through the browser entry point. First a step of
 * the queue, from the key press to the next item on screen. Then moving a slide with 10,000
 * regions, alternating with a slide that has none:
 *    node bench/reviewing.ts [STEPS, default 30] [MOVEMENT…, default pan turned zoom nearer]
 * Prints one JSON document.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { NewRegion } from '../contract/review/region.ts'
import { texts } from '../renderer/texts.ts'
import { startInBrowser } from '../test/e2e/program.ts'
import { writePatchFolder } from '../test/support/patches.ts'
import { openBrowser } from './browser.ts'
import { type Spread, spreadOf } from './engine/figures.ts'
import { countFrames } from './viewer/page.ts'

const steps = Number(process.argv[2] ?? 30)
const many = 10_000
const seconds = 4
const rounds = 3
const allWays = ['pan', 'turned', 'zoom', 'nearer'] as const
type Way = (typeof allWays)[number]
const asked = process.argv.slice(3)
const ways = allWays.filter(way => asked.length === 0 || asked.includes(way))
/** Names of the slides without and with regions. */
const [bare, crowded] = ['7002', '7001']
const size = { cols: 30, rows: 20 }

/** The page's own stores, as Vue keeps them. */
interface Stores {
  host: { call(name: string, input: unknown): Promise<unknown> }
  regions: { rows: unknown[]; shown: Map<string, unknown> }
}

/** What the page records about key presses. */
interface Told {
  /** Text on the page once the next item is shown. */
  next: string
  /** Number of keys whose frame did not yet show the next item. */
  late: number
  times: { script: number; shown: number }[]
}

const entry = (page: Page, name: string) =>
  page
    .getByRole('list', { name: texts.library.slides })
    .getByRole('button', { name: new RegExp(`^${name},`) })

/**
 * Milliseconds from a key press until its frame is on screen, and the script time among them. The
 * browser reports both for real key presses (Event Timing, in steps of 8 ms).
 * @throws if that frame does not show the next item
 */
async function stepTimes(page: Page): Promise<{ script: number; shown: number }[]> {
  await page.evaluate(() => {
    const told: Told = { next: '', late: 0, times: [] }
    Object.assign(window, { told })
    new PerformanceObserver(list => {
      for (const entry of list.getEntriesByName('keydown') as PerformanceEventTiming[])
        told.times.push({ script: entry.processingEnd - entry.processingStart, shown: entry.duration })
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    const look = () => {
      if (!document.body.textContent?.includes(told.next)) told.late++
    }
    window.addEventListener('keydown', () => requestAnimationFrame(look), { capture: true })
  })
  for (let step = 0; step < steps; step++) {
    await page.evaluate(
      next => {
        ;(window as unknown as { told: Told }).told.next = next
      },
      texts.queue.item(3 + step, size.cols * size.rows)
    )
    await page.keyboard.press('3')
    await page.waitForTimeout(400)
  }
  const { times, late } = await page.evaluate(() => (window as unknown as { told: Told }).told)
  if (late > 0) throw new Error(`${late} of ${steps} items came later than the frame of their key.`)
  return times
}

/**
 * Moves the slide with a real mouse, by dragging it back and forth or turning the wheel, while the
 * page counts its frames.
 */
async function framesPerSecond(page: Page, way: Way): Promise<number> {
  const box = await page.getByRole('application').boundingBox()
  if (!box) throw new Error('The viewer is not on screen.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  if (way !== 'zoom') await page.mouse.down()
  const counting = page.evaluate(countFrames, seconds * 1000)
  const began = Date.now()
  for (let step = 0; Date.now() - began < seconds * 1000; step++) {
    const passed = Date.now() - began
    if (way !== 'zoom')
      await page.mouse.move(x + Math.sin(passed / 300) * 150, y + Math.cos(passed / 400) * 100)
    else {
      await page.mouse.wheel(0, step % 24 < 12 ? -120 : 120)
      await page.waitForTimeout(60)
    }
  }
  const { perSecond } = await counting
  if (way !== 'zoom') await page.mouse.up()
  return perSecond
}

/** Brings a slide on screen in the starting position of a movement. */
async function bring(page: Page, name: string, way: Way): Promise<void> {
  await entry(page, name).click()
  await page.waitForTimeout(2500)
  await page.keyboard.press('0')
  const keys = { pan: [], zoom: [], turned: ['f', '>'], nearer: ['4'] }[way]
  for (const key of keys) await page.keyboard.press(key)
  await page.waitForTimeout(1500)
}

/**
 * Frames per second of each movement, alternating between the slides without and with regions, so
 * that other load on the machine affects both.
 */
async function compared(page: Page) {
  const measured = {} as Record<Way, { without: Spread; with: Spread; ratio: Spread }>
  for (const way of ways) {
    const [without, withThem]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++)
      for (const [name, all] of [
        [bare, without],
        [crowded, withThem]
      ] as const) {
        await bring(page, name, way)
        all.push(await framesPerSecond(page, way))
      }
    measured[way] = {
      without: spreadOf(without),
      with: spreadOf(withThem),
      ratio: spreadOf(withThem.map((count, round) => count / (without[round] as number)))
    }
  }
  return measured
}

/** Small twelve-sided polygons spread over the whole slide. */
function regions(): NewRegion[] {
  const across = Math.ceil(Math.sqrt((many * size.cols) / size.rows))
  const gap = (size.cols * 50) / across
  return Array.from({ length: many }, (_, number) => {
    const [x, y] = [((number % across) + 0.5) * gap, (Math.floor(number / across) + 0.5) * gap]
    const ring = Array.from({ length: 12 }, (_, corner) => (corner * Math.PI) / 6).flatMap(angle => [
      x + Math.cos(angle) * gap * 0.4,
      y + Math.sin(angle) * gap * 0.4
    ])
    return {
      id: randomUUID(),
      kind: 'polygon',
      geometry: { type: 'area', parts: [[ring]] },
      classId: (number % 5) + 1
    }
  })
}

const addRegions = (page: Page, all: NewRegion[]) =>
  page.evaluate(async list => {
    const { _s } = (
      document.querySelector('#app') as unknown as {
        __vue_app__: { config: { globalProperties: { $pinia: { _s: Map<string, unknown> } } } }
      }
    ).__vue_app__.config.globalProperties.$pinia
    const host = _s.get('host') as Stores['host']
    const known = _s.get('regions') as Stores['regions']
    for (let start = 0; start < list.length; start += 1000)
      await host.call('regions.add', { runId: 1, regions: list.slice(start, start + 1000) })
    while (known.rows.length < list.length) await new Promise(resolve => setTimeout(resolve, 50))
  }, all)

const browser = await openBrowser()
const data = await mkdtemp(join(tmpdir(), 'ductal-bench-'))
const folders = []
for (const name of [bare, crowded]) folders.push(await writePatchFolder(data, name, size.cols, size.rows))
const running = await startInBrowser(browser, { data, demo: false, paths: folders })
const { page } = running
for (const [index, name] of [crowded, bare].entries()) {
  await entry(page, name).click()
  await page.getByRole('button', { name: texts.analysis.start }).click()
  await page
    .getByRole('region', { name: texts.run.name(index + 1) })
    .getByText(texts.run.status.done, { exact: true })
    .waitFor({ timeout: 300_000 })
}
await entry(page, crowded).click()
await page.keyboard.press('q')
await page.locator('summary').click()
await page.getByLabel(texts.queue.classes, { exact: true }).selectOption('all')
await page.getByText(texts.queue.item(1, size.cols * size.rows)).waitFor()
await page.locator('summary').focus()
await page.keyboard.press('3')
await page.getByRole('dialog').getByLabel(texts.reviewer.name, { exact: true }).fill('Bench')
await page.keyboard.press('Enter')
await page.getByText(texts.queue.item(2, size.cols * size.rows)).waitFor()
const times = await stepTimes(page)

await page.keyboard.press('a')
await addRegions(page, regions())
const framesOf = await compared(page)
await running.close()
await browser.close()
await rm(data, { recursive: true })
console.log(
  JSON.stringify({
    stepMs: {
      script: spreadOf(times.map(({ script }) => script)),
      shown: spreadOf(times.map(({ shown }) => shown))
    },
    regions: many,
    framesPerSecond: framesOf
  })
)
