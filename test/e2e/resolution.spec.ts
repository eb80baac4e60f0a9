import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from './fixture.ts'
import { openPath, slideEntry, texts } from './steps.ts'

test('shows a slide without resolution, asks for it before an analysis, and rejects absurd values', async ({
  program
}) => {
  const path = join(program.data, 'bare.png')
  const noise = { type: 'gaussian', mean: 200, sigma: 20 } as const
  await sharp({ create: { width: 600, height: 500, channels: 3, background: '#e8c8d8', noise } })
    .png()
    .toFile(path)
  const page = await program.start()
  await openPath(program, path)
  await expect(slideEntry(page, 'bare.png')).toHaveAccessibleName(
    new RegExp(texts.library.states.noResolution)
  )
  const form = page.getByRole('form', { name: texts.resolution.title })
  await expect(form).toBeVisible()
  await expect(page.getByRole('button', { name: texts.analysis.start })).toBeHidden()
  const save = form.getByRole('button', { name: texts.resolution.save })
  for (const wrong of ['', '0', '21', 'four', '-1']) {
    await form.getByLabel(texts.resolution.label).fill(wrong)
    await expect(save, wrong).toBeDisabled()
  }
  const bar = page.getByRole('img', { name: texts.viewer.scaleBar('') })
  await expect(bar).toHaveText(/no resolution/)
  await form.getByLabel(texts.resolution.label).fill('2')
  await save.click()
  await expect(form).toBeHidden()
  // The scale bar follows each change at once: a tenth of the resolution, a tenth of the length.
  await expect(bar).toHaveText('200 µm')
  const change = page.getByRole('button', { name: texts.resolution.change })
  const correction = page.getByRole('form', { name: texts.slide.resolution })
  await change.click()
  await correction.getByRole('button', { name: texts.cancel, exact: true }).click()
  await expect(correction).toBeHidden()
  await change.click()
  await correction.getByLabel(texts.resolution.label).fill('0.2')
  await correction.getByRole('button', { name: texts.resolution.save }).click()
  await expect(bar).toHaveText('20 µm')
  await expect(page.getByRole('button', { name: texts.analysis.start })).toBeEnabled()
})
