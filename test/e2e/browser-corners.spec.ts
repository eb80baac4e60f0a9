import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { build } from 'vite'
import { viewerLevels, viewerTileSize } from '../../contract/urls.ts'
import { size } from '../support/stageSlide.ts'
import { root } from './program.ts'

/** The viewer of the page, alone: with a slide that is drawn here, tile by tile. */
let script = ''
test.beforeAll(async () => {
  const built = await build({
    root: join(root, 'test', 'support'),
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: join(root, 'test', 'support', 'stagePage.ts') } }
  })
  const [{ output }] = [built].flat() as { output: { type: string; code: string }[] }[] as [
    { output: { type: string; code: string }[] }
  ]
  script = output.find(({ type }) => type === 'chunk')?.code ?? ''
})

const side = (whole: number, level: number, maxLevel: number, place: number) =>
  Math.min(viewerTileSize, Math.ceil(whole / 2 ** (maxLevel - level)) - place * viewerTileSize)

async function open(page: Page, drawer: 'canvas' | 'webgl'): Promise<void> {
  const maxLevel = viewerLevels(size.width, size.height)
  await page.route('http://127.0.0.1:9/**', async route => {
    const { pathname } = new URL(route.request().url())
    const [level, col, row] = /tiles\/(\d+)\/(\d+)_(\d+)$/.exec(pathname)?.slice(1).map(Number) ?? []
    if (pathname === '/page.js') await route.fulfill({ contentType: 'text/javascript', body: script })
    else if (level === undefined || col === undefined || row === undefined)
      await route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><body style="margin:0"><script type="module" src="/page.js"></script>'
      })
    else {
      const [width, height] = [
        side(size.width, level, maxLevel, col),
        side(size.height, level, maxLevel, row)
      ]
      const tile = sharp({ create: { width, height, channels: 3, background: '#d08ab0' } }).png()
      await route.fulfill({ contentType: 'image/png', body: await tile.toBuffer() })
    }
  })
  await page.goto(`http://127.0.0.1:9/?drawer=${drawer}`)
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
          // The corner is in the middle: a quarter of the screen is slide.
          expect(found.slide, where).toBeGreaterThan(0.1)
          expect(found.slide, where).toBeLessThan(0.45)
          expect(found.level0, where).toBeLessThanOrEqual(1)
          worst = Math.max(worst, found.level0)
        }
    test.info().annotations.push({ type: 'worst, level-0 pixels', description: worst.toFixed(3) })
    console.log(`${drawer}: the edges lie at most ${worst.toFixed(3)} level-0 pixels apart`)
  })

test('zoomed out, where cells are pooled, it ends where the slide ends to a pixel of the screen', async ({
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
