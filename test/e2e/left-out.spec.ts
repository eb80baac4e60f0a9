import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { specks, writeSpecks } from '../support/specks.ts'
import { expect, test } from './fixture.ts'
import { openPath, runState, slideEntry, startAnalysis, texts } from './steps.ts'

/**
 * Colours of the overlay at a place of the slide, in level-0 pixels, as words: none, blue or white.
 * The whole slide is in view, unrotated and centred.
 */
const overlayAt = (page: Page, place: { x: number; y: number; edge: number }): Promise<string[]> =>
  page.evaluate(({ x, y, edge }) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.slide-overlay')
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return []
    const scale = Math.min(canvas.width / 1000, canvas.height / 750)
    const left = (canvas.width - 1000 * scale) / 2 + x * scale
    const top = (canvas.height - 750 * scale) / 2 + y * scale
    const { data } = context.getImageData(left, top, edge * scale, edge * scale)
    const found = new Set<string>()
    for (let i = 0; i < data.length; i += 4) {
      const [red = 0, , blue = 0, alpha = 0] = data.slice(i, i + 4)
      found.add(alpha === 0 ? 'none' : red > 200 ? 'white' : blue > red + 50 ? 'blue' : 'other')
    }
    return [...found]
  }, place)

test('tissue without a result is hatched on the slide, and counted wherever a result is stated', async ({
  program
}, info) => {
  const file = await writeSpecks(join(program.data, 'specks.tif'))
  const page = await program.start()
  await openPath(program, file)
  await expect(slideEntry(page, 'specks.tif')).toBeVisible()
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })

  const card = page.getByRole('region', { name: /^Analysis \d+$/ })
  const stated = /^Without a result: 0\.0\d+ mm² of 2\.\d+ mm² tissue/
  await expect(card.getByText(stated)).toBeVisible()
  await expect(page.getByRole('tabpanel').getByText(stated)).toBeVisible()
  const legend = page.getByRole('group', { name: texts.heatmap.legend })
  await expect(legend.getByText(texts.run.leftOutLegend)).toBeVisible()
  await page.getByRole('tab', { name: texts.record.tab }).click()
  await expect(page.getByText(/^0\.0\d+ mm² of 2\.\d+ mm² tissue/)).toBeVisible()

  await page.keyboard.press('Home')
  for (const speck of specks)
    await expect
      .poll(() => overlayAt(page, speck), speck.y.toString())
      .toEqual(expect.arrayContaining(['blue', 'white']))
  for (const glass of [
    { x: 700, y: 400, edge: 20 },
    { x: 950, y: 700, edge: 20 }
  ])
    expect(await overlayAt(page, glass)).toEqual(['none'])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await info.attach(`specks ${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' })
  }
})

test('a quality warning is folded, traced on the slide, and dismissed for the slide', async ({ program }) => {
  const file = await writeSpecks(join(program.data, 'specks.tif'), true)
  const page = await program.start()
  await openPath(program, file)
  await expect(slideEntry(page, 'specks.tif')).toBeVisible()
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })
  const warnings = page.getByRole('region', { name: texts.run.warnings })
  const title = warnings.getByRole('button', { name: /^Quality check: \d+ warnings?$/ })
  await expect(title).toHaveAttribute('aria-expanded', 'true')
  const items = warnings
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: texts.run.warningDismiss }) })
  const count = await items.count()

  const places = warnings.getByRole('button', { name: /^Show (the place|\d+ places)$/ }).first()
  const magnification = () => page.getByRole('toolbar', { name: texts.viewer.toolbar }).textContent()
  await page.keyboard.press('Home')
  const before = await magnification()
  await places.press('Enter')
  await expect(warnings.getByText(/^Place 1 of \d+$/)).toBeVisible()
  await expect.poll(magnification).not.toBe(before)

  await title.press('Enter')
  await expect(title).toHaveAttribute('aria-expanded', 'false')
  await expect(items).toHaveCount(0)
  await title.press('Enter')
  await items.first().getByRole('button', { name: texts.run.warningDismiss }).press('Enter')
  await expect(items).toHaveCount(count - 1)
  await expect(warnings.getByText(texts.run.warningsDismissed(1))).toBeVisible()

  // The slide remembers it, whatever window shows it.
  await program.close()
  const again = await program.start()
  await slideEntry(again, 'specks.tif').click()
  await expect(again.getByText(texts.run.warningsDismissed(1))).toBeVisible()
  await again.getByRole('button', { name: texts.run.warningsRestore }).press('Enter')
  await expect(again.getByText(texts.run.warningsDismissed(1))).toBeHidden()
})
