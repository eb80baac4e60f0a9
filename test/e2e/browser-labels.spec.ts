import { expect, test } from '@playwright/test'
import { buildStagePage, openStagePage } from './stagepage.ts'

for (const { zoom, rotation, flip } of [
  { zoom: 1, rotation: 0, flip: false },
  { zoom: 0.4, rotation: 30, flip: false },
  { zoom: 2.5, rotation: 137, flip: true },
  { zoom: 0.7, rotation: 270, flip: true }
])
  test(`draws each sign on its own patch, with filled cells too (zoom ${zoom}, ${rotation}°${flip ? ', mirrored' : ''})`, async ({
    page
  }) => {
    await openStagePage(page, await buildStagePage('labelPage'))
    const view = { col: 901, row: 700, zoom, rotation, flip }
    const alone = await page.evaluate(of => window.signs(of, false), view)
    const filled = new Set(await page.evaluate(of => window.signs(of, true), view))
    expect(alone.length).toBeGreaterThan(100)
    // The fill below the signs changes only pixels at their rims.
    expect(alone.filter(pixel => filled.has(pixel)).length / alone.length).toBeGreaterThan(0.9)
    expect(filled.size / alone.length).toBeLessThan(1.2)
  })
