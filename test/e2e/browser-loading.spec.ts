import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writeSpecks } from '../support/specks.ts'
import { expect, test } from './fixture.ts'
import { openPath, slideIsPainted, texts } from './steps.ts'

/** Whether a canvas of the viewer shows tissue. */
const showsTissue = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate(selector => {
    const canvas = document.querySelector<HTMLCanvasElement>(selector)
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return false
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] === 255 && data[i]! - data[i + 1]! > 40) return true
    return false
  }, selector)

test('the thumbnail is shown while tiles load, and a line says what is loading', async ({ program }) => {
  const file = await writeSpecks(join(program.data, 'slide.tif'))
  const page = await program.start()
  let release = () => {}
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route(/\/tiles\//, async route => {
    await released
    await route.continue()
  })
  await openPath(program, file)
  await expect.poll(() => showsTissue(page, '.slide-underlay')).toBe(true)
  expect(await slideIsPainted(page)).toBe(false)
  await expect(page.getByText(texts.viewer.reading)).toBeHidden()
  const line = page
    .getByRole('group', { name: texts.pointer.region })
    .getByText(/^Loading .*tiles? of the slide/)
  await expect(line).toBeVisible()
  release()
  await expect.poll(() => showsTissue(page, '.openseadragon-canvas canvas')).toBe(true)
  await expect(line).toBeHidden()
})

test('a bar says that OpenSlide is missing, and with which command to install it', async ({ program }) => {
  const { XDG_CACHE_HOME: cache, DUCTAL_OPENSLIDE: given } = process.env
  process.env.XDG_CACHE_HOME = join(program.data, 'no-cache')
  delete process.env.DUCTAL_OPENSLIDE
  const page = await program.start().finally(() => {
    if (cache === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = cache
    if (given !== undefined) process.env.DUCTAL_OPENSLIDE = given
  })
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type(texts.doctor.title)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: texts.doctor.title })
  await expect(dialog.getByText(texts.doctor.subjects.openslide!, { exact: true })).toBeVisible()
  const missing = await dialog.getByText('npm run openslide').isVisible()
  test.skip(!missing, 'OpenSlide is installed for the whole system')
  await page.keyboard.press('Escape')
  const bar = page.getByRole('alert').filter({ hasText: 'OpenSlide is missing' })
  await expect(bar.getByText('npm run openslide')).toBeVisible()
})
