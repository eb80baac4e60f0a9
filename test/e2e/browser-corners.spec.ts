import { expect, type Page, test } from '@playwright/test'
import { size } from '../support/stageSlide.ts'
import { buildStagePage, openStagePage } from './stagepage.ts'

/** The page's viewer on its own, with a slide that the test generates tile by tile. */
let files: Awaited<ReturnType<typeof buildStagePage>>
test.beforeAll(async () => {
  files = await buildStagePage('stagePage')
})

async function open(page: Page, drawer: 'canvas' | 'webgl'): Promise<void> {
  await openStagePage(page, files, `?drawer=${drawer}`)
  await page.evaluate(() => window.opened)
}

const corners = {
  'top left': { x: 0, y: 0 },
  'top right': { x: size.width, y: 0 },
  'bottom left': { x: 0, y: size.height },
  'bottom right': { x: size.width, y: size.height }
}

for (const drawer of ['canvas', 'webgl'] as const)
  test(`the heatmap ends where the slide ends, at all corners, rotations and flips (${drawer})`, async ({
    page
  }) => {
    await open(page, drawer)
    let worst = 0
    for (const [name, place] of Object.entries(corners))
      for (const rotation of [0, 30, 90, 137, 180, 270, 301.5])
        for (const flip of [false, true]) {
          const found = await page.evaluate(look => window.lookAt(look), {
            ...place,
            zoom: 8,
            rotation,
            flip
          })
          const where = `${name}, ${rotation}°${flip ? ', mirrored' : ''}`
          // The corner is centred, so a quarter of the screen shows the slide.
          expect(found.slide, where).toBeGreaterThan(0.1)
          expect(found.slide, where).toBeLessThan(0.45)
          expect(found.level0, where).toBeLessThanOrEqual(1)
          worst = Math.max(worst, found.level0)
        }
    test.info().annotations.push({ type: 'worst, level-0 pixels', description: worst.toFixed(3) })
    console.log(`${drawer}: the edges lie at most ${worst.toFixed(3)} level-0 pixels apart`)
  })

test('zoomed out, where cells are pooled, the heatmap ends within two screen pixels of the slide edge', async ({
  page
}) => {
  await open(page, 'canvas')
  for (const zoom of [0.006, 0.011, 0.05])
    for (const rotation of [0, 45, 200])
      for (const flip of [false, true])
        for (const place of zoom > 0.02
          ? Object.values(corners)
          : [{ x: size.width / 2, y: size.height / 2 }]) {
          const found = await page.evaluate(look => window.lookAt(look), { ...place, zoom, rotation, flip })
          expect(found.slide).toBeGreaterThan(0.05)
          expect(found.pixels, `zoom ${zoom}, ${rotation}°`).toBeLessThanOrEqual(2)
        }
})

test('a slide that fits the view still fits after the window changes size', async ({ page }) => {
  await open(page, 'canvas')
  const enlarged = () => page.evaluate(() => window.enlarged())
  await expect.poll(enlarged).toBeCloseTo(1, 3)
  for (const size of [
    { width: 500, height: 900 },
    { width: 1300, height: 500 }
  ]) {
    await page.setViewportSize(size)
    await expect
      .poll(() => page.evaluate(() => document.querySelector('canvas')?.clientWidth))
      .toBe(size.width)
    await expect.poll(enlarged).toBeCloseTo(1, 3)
  }
  // Also when the view loses half its width in the same moment as the fit is requested.
  const place = { x: size.width / 2, y: size.height / 3, rotation: 0, flip: false }
  await page.evaluate(look => window.lookAt(look), { ...place, zoom: 1 })
  await page.evaluate(() => {
    window.fit()
    const element = document.querySelector('.openseadragon-container')?.parentElement
    if (element) element.style.right = '50%'
  })
  // The view fits already: the resize must be over before the next view is set.
  await expect.poll(() => page.evaluate(() => window.shownWidth())).toBe(650)
  await expect.poll(enlarged).toBeCloseTo(1, 3)
  await page.evaluate(look => window.lookAt(look), { ...place, zoom: 1 })
  await page.setViewportSize({ width: 700, height: 500 })
  await expect.poll(() => page.evaluate(() => window.shownWidth())).toBe(350)
  expect(await enlarged()).toBeGreaterThan(50)
})
