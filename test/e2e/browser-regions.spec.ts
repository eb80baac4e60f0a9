import { expect, type Page, test } from '@playwright/test'
import { size } from '../support/stageSlide.ts'
import { buildStagePage, openStagePage } from './stagepage.ts'

/** The viewer of the page, alone, with 2,000 regions: more than are drawn one by one. */
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
  'nearer, beside its corner': {
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
 * Pixels that may differ from the same painted in another way, of some 200,000 that are painted: at the edge of a canvas, and where a corner
 * comes to lie between two pixels. A tenth of a pixel's shift makes thousands, one region too few more than these.
 */
const few = 100

/** Waits until what is on the screen is, to the pixel, what belongs there. */
const rests = (page: Page, where: string) =>
  expect
    .poll(() => page.evaluate(() => window.regionPage.difference()), {
      message: where,
      intervals: [50]
    })
    .toBeLessThan(few)

test('at rest, many regions are drawn as if one by one, wherever the slide lies', async ({ page }) => {
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

test('while the slide moves they lie on it to a pixel', async ({ page }) => {
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

test('from near to far, what was seen before stays until it is painted anew', async ({ page }) => {
  await open(page)
  await page.evaluate(next => window.regionPage.look(next), middle)
  await rests(page, 'all of it')
  await page.evaluate(next => window.regionPage.look(next), looks['nearer, beside its corner'])
  await rests(page, 'near')
  const { away } = await page.evaluate(next => window.regionPage.lookNow(next), { ...middle, zoom: 0.014 })
  expect(away).toBeLessThanOrEqual(1)
  await rests(page, 'all of it again')
})

test('a region that is changed, removed or new, and one that is dragged, shows in the next frame', async ({
  page
}) => {
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

test('without what paints them ahead, they are drawn all the same', async ({ page }) => {
  await open(page, new Map([...files].filter(([name]) => name === 'page.js')))
  await page.evaluate(next => window.regionPage.look(next), middle)
  await rests(page, 'all of it')
  expect(await page.evaluate(() => window.regionPage.failures())).toBe(1)
})
