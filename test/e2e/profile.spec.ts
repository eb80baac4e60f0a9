import { join } from 'node:path'
import sharp from 'sharp'
import { field, writeTiff } from '../support/tiff.ts'
import { expect, test } from './fixture.ts'
import { openPath, readLibrary, runState, slideEntry, startAnalysis, texts } from './steps.ts'

test('the viewer shows the colours of an ICC profile on request, and the analysis records it', async ({
  program
}) => {
  const { icc } = await sharp(
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .withIccProfile('p3', { attach: true })
      .png()
      .toBuffer()
  ).metadata()
  const file = await writeTiff(join(program.data, 'p3.tif'), [
    {
      width: 1024,
      height: 768,
      pixels: field(1024, 768),
      tile: 256,
      resolution: { x: 10_000, y: 10_000, unit: 3 },
      icc: icc!
    }
  ])
  const page = await program.start()
  await openPath(program, file)
  await expect(slideEntry(page, 'p3.tif')).toBeVisible()
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })

  /** Mean of red less green on screen; the field is pink. */
  const redness = () =>
    page.evaluate(() => {
      const canvas = document.querySelector('.openseadragon-canvas canvas')
      const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null
      if (!context) return 0
      const { width, height } = context.canvas
      const { data } = context.getImageData(0, 0, width, height)
      let sum = 0
      for (let i = 0; i < data.length; i += 4) sum += data[i]! - data[i + 1]!
      return sum / (data.length / 4)
    })
  await expect.poll(redness).toBeGreaterThan(1)
  const stored = await redness()
  await page.keyboard.press('Shift+I')
  // Display P3 is wider than sRGB: the same numbers are more saturated.
  await expect.poll(redness).toBeGreaterThan(stored * 1.05)
  await page.keyboard.press('Shift+I')
  await expect.poll(redness).toBeLessThan(stored * 1.02)

  await page.getByRole('tab', { name: texts.record.tab }).click()
  await expect(
    page.getByText(/P3.*not applied: results and pictures have the colours as stored/)
  ).toBeVisible()
  const run = readLibrary(program.data, db =>
    db.prepare('SELECT profile, profile_rule AS rule, remarks FROM runs').get()
  )
  expect(run).toMatchObject({ profile: expect.stringContaining('P3'), rule: 'ignored', remarks: '[]' })
})
