import { expect, type Page, test } from '@playwright/test'
import { size } from '../support/stageSlide.ts'
import { buildStagePage, openStagePage } from './stagepage.ts'

/** The page's viewer on its own, with 2,000 regions: more than it draws one by one. */
let files: Awaited<ReturnType<typeof buildStagePage>>
test.beforeAll(async () => {
  files = await buildStagePage('regionPage')
})

const middle = {
  x: size.width / 2,
  y: size.height / 2,
  zoom: 0.0125,
  rotation: 0,
  flip: false
}
const looks = {
  'all of the slide': middle,
  'the same, turned and mirrored': { ...middle, rotation: 33, flip: true },
  'nearer, next to its corner': {
    x: size.width - 9000,
    y: size.height - 7000,
    zoom: 0.05,
    rotation: 0,
    flip: false
  },
  'nearer, turned': { x: 30_000, y: 50_000, zoom: 0.043, rotation: 211, flip: false },
  'one by one, at the far corner': {
    x: size.width - 692,
    y: size.height - 630,
    zoom: 7,
    rotation: 90,
    flip: true
  }
}

async function open(page: Page, served = files): Promise<void> {
  await openStagePage(page, served)
  await page.evaluate(() => window.regionsOpened)
  await page.evaluate(() => window.regionPage.fill(50, 40))
}

/**
 * Number of pixels that may differ from the same regions painted another way, out of some 200,000
 * painted pixels. They lie at the edge of a canvas and where a corner falls between two pixels. A
 * shift of a tenth of a pixel changes thousands; a single missing region changes more than this
 * limit.
 */
const few = 100

/** Waits until the screen shows the expected pixels. */
const rests = (page: Page, where: string) =>
  expect
    .poll(() => page.evaluate(() => window.regionPage.difference()), {
      message: where,
      intervals: [50]
    })
    .toBeLessThan(few)

test('at rest, many regions look as if drawn one by one, at every position of the slide', async ({
  page
}) => {
  await open(page)
  for (const [where, look] of Object.entries(looks)) {
    await page.evaluate(next => window.regionPage.look(next), look)
    await rests(page, where)
    const { line, away } = await page.evaluate(() => window.regionPage.compare())
    expect(line, where).toBeGreaterThan(100)
    expect(away, where).toBeLessThanOrEqual(1)
  }
  expect(await page.evaluate(() => window.regionPage.failures())).toBe(0)
})

test('regions follow the moving slide to within a pixel', async ({ page }) => {
  await open(page)
  const { zoom } = middle
  for (const [how, step] of Object.entries({
    'moved by parts of a pixel': { x: middle.x + 13.4 / zoom, y: middle.y - 7.7 / zoom },
    nearer: { zoom: zoom * 1.25 },
    'farther away': { zoom: zoom * 0.8 },
    turned: { rotation: 17 },
    mirrored: { flip: true },
    'all at once': { x: middle.x - 60 / zoom, zoom: zoom * 1.1, rotation: -8, flip: true }
  })) {
    await page.evaluate(next => window.regionPage.look(next), middle)
    await rests(page, `before it is ${how}`)
    const { line, away } = await page.evaluate(next => window.regionPage.lookNow(next), {
      ...middle,
      ...step
    })
    expect(line, how).toBeGreaterThan(1000)
    expect(away, how).toBeLessThanOrEqual(1)
    await rests(page, how)
  }
})

test('zooming out keeps the previous bitmap on screen until it is repainted', async ({ page }) => {
  await open(page)
  await page.evaluate(next => window.regionPage.look(next), middle)
  await rests(page, 'all of it')
  await page.evaluate(next => window.regionPage.look(next), looks['nearer, next to its corner'])
  await rests(page, 'near')
  const { away } = await page.evaluate(next => window.regionPage.lookNow(next), { ...middle, zoom: 0.014 })
  expect(away).toBeLessThanOrEqual(1)
  await rests(page, 'all of it again')
})

test('a changed, removed, new or dragged region shows in the next frame', async ({ page }) => {
  await open(page)
  for (const look of [looks['all of the slide'], looks['nearer, turned']]) {
    await page.evaluate(next => window.regionPage.look(next), look)
    await rests(page, 'before')
    expect((await page.evaluate(() => window.regionPage.change())).difference).toBeLessThan(few)
  }
  await page.evaluate(next => window.regionPage.look(next), middle)
  for (const { line, away } of await page.evaluate(() => window.regionPage.drag('700'))) {
    expect(line).toBeGreaterThan(30)
    expect(away).toBeLessThanOrEqual(1)
  }
})

test('regions are drawn even without the worker that paints them ahead', async ({ page }) => {
  await open(page, new Map([...files].filter(([name]) => name === 'page.js')))
  await page.evaluate(next => window.regionPage.look(next), middle)
  await rests(page, 'all of it')
  expect(await page.evaluate(() => window.regionPage.failures())).toBe(1)
})
