/**
 * Measures, in Chromium through the browser entry point, with both renderers: the frames per second
 * of panning and zooming with and without a heatmap of a million cells; the cost of changing
 * threshold or colours; and how long an analysed slide takes to open.
 *    node bench/viewer.ts [SECONDS of each movement, default 4]
 * Prints one JSON document.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { texts } from '../renderer/texts.ts'
import { startInBrowser } from '../test/e2e/program.ts'
import { writePatchFolder } from '../test/support/patches.ts'
import { openBrowser } from './browser.ts'
import { spreadOf } from './engine/figures.ts'
import { addMillion } from './viewer/million.ts'
import { changeScript, countFrames, shown } from './viewer/page.ts'

const seconds = Number(process.argv[2] ?? 4)
const times = 5
const viewport = { width: 1400, height: 900 }

const entry = (page: Page, name: string) =>
  page
    .getByRole('list', { name: texts.library.slides })
    .getByRole('button', { name: new RegExp(`^${name},`) })

/** Opens the page with the given renderer, on the slide with a million cells. */
async function open(browser: Browser, data: string, drawer: 'canvas' | 'webgl') {
  const running = await startInBrowser(browser, { data, demo: true })
  const { page } = running
  await page.evaluate(value => {
    const kept = {
      ...JSON.parse(localStorage.getItem('ductal.settings') ?? '{}'),
      drawer: value,
      below: 'show'
    }
    localStorage.setItem('ductal.settings', JSON.stringify(kept))
  }, drawer)
  await page.reload()
  await entry(page, 'ductal-demo.tiff').click()
  await page.waitForFunction(shown, true, { timeout: 120_000 })
  return running
}

/**
 * Milliseconds from the click on an analysed slide until the slide and its heatmap are on screen.
 * @param cold whether to reload the page first, so that it has to read the million probabilities
 */
async function openingTimes(page: Page, cold: boolean) {
  const all: { slide: number; heatmap: number }[] = []
  for (let number = 0; number < times; number++) {
    await entry(page, '7001').click()
    await page.waitForTimeout(1500)
    if (cold) {
      await page.reload()
      await page.waitForFunction(shown, false, { timeout: 120_000 })
      await page.waitForTimeout(1500)
    }
    const target = await entry(page, 'ductal-demo.tiff').elementHandle()
    all.push(
      await page.evaluate(
        async ([button, isShown]) => {
          const check = new Function(`return (${isShown})`)() as (heatmap: boolean) => boolean
          const began = performance.now()
          ;(button as HTMLElement).click()
          const until = (heatmap: boolean) =>
            new Promise<number>(resolve => {
              const look = () =>
                check(heatmap) ? resolve(performance.now() - began) : requestAnimationFrame(look)
              requestAnimationFrame(look)
            })
          const [slide, heatmap] = await Promise.all([until(false), until(true)])
          return { slide, heatmap }
        },
        [target, shown.toString()] as const
      )
    )
  }
  return {
    slideMs: spreadOf(all.map(({ slide }) => slide)),
    slideAndHeatmapMs: spreadOf(all.map(({ heatmap }) => heatmap))
  }
}

/** Moves the slide with a real mouse while the page counts its frames. */
async function frames(page: Page, way: 'pan' | 'zoom') {
  await page.keyboard.press('0')
  if (way === 'pan') for (let press = 0; press < 3; press++) await page.keyboard.press('+')
  await page.waitForTimeout(1500)
  const [x, y] = [660, 460]
  await page.mouse.move(x, y)
  if (way === 'pan') await page.mouse.down()
  const counting = page.evaluate(countFrames, seconds * 1000)
  const end = performance.now() + seconds * 1000
  for (let step = 0; performance.now() < end; step++) {
    if (way === 'pan') await page.mouse.move(x + 180 * Math.sin(step / 15), y + 140 * Math.cos(step / 11))
    else {
      await page.mouse.wheel(0, step % 24 < 12 ? -120 : 120)
      await page.waitForTimeout(60)
    }
  }
  const result = await counting
  if (way === 'pan') await page.mouse.up()
  return result
}

async function measure(browser: Browser, data: string, drawer: 'canvas' | 'webgl') {
  const running = await open(browser, data, drawer)
  const { page } = running
  try {
    const withHeatmap = { pan: await frames(page, 'pan'), zoom: await frames(page, 'zoom') }
    await page.keyboard.press('0')
    await page.waitForTimeout(1500)
    const change = await page.evaluate(changeScript, {
      times: 20,
      threshold: texts.heatmap.threshold,
      map: texts.heatmap.map
    })
    const opening = { first: await openingTimes(page, true), again: await openingTimes(page, false) }
    await page.keyboard.press('h')
    const bare = { pan: await frames(page, 'pan'), zoom: await frames(page, 'zoom') }
    return {
      bare,
      withHeatmap,
      scriptMs: {
        threshold: spreadOf(change.threshold),
        colours: spreadOf(change.map),
        opacity: spreadOf(change.opacity)
      },
      opening
    }
  } finally {
    await running.close()
  }
}

const browser = await openBrowser()
const scratch = await mkdtemp(join(tmpdir(), 'ductal-bench-'))
const data = join(scratch, 'data')
try {
  const folder = await writePatchFolder(scratch, '7001', 4, 4)
  const first = await startInBrowser(browser, { data, demo: true, paths: [folder] })
  await first.page.waitForFunction(shown, false, { timeout: 120_000 })
  await entry(first.page, 'ductal-demo.tiff').waitFor({ timeout: 120_000 })
  await entry(first.page, '7001').waitFor({ timeout: 120_000 })
  await first.close()
  const cells = addMillion(data)
  console.log(
    JSON.stringify({
      cells,
      viewport,
      seconds,
      canvas: await measure(browser, data, 'canvas'),
      webgl: await measure(browser, data, 'webgl')
    })
  )
} finally {
  await browser.close()
  await rm(scratch, { recursive: true, force: true })
}
