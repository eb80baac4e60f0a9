import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writePatchFolder } from '../support/patches.ts'
import { writeSlide } from '../support/slides.ts'
import { expect, test } from './fixture.ts'
import {
  breaches,
  inScheme,
  openPath,
  readLibrary,
  runState,
  slideEntry,
  startAnalysis,
  texts
} from './steps.ts'

const listed = (page: Page) =>
  page
    .getByRole('list', { name: texts.library.slides })
    .locator('[data-slide]')
    .evaluateAll(items => items.map(item => item.getAttribute('aria-label')?.split(',')[0]))

test('tags, notes, searches, filters and sorts slides by keyboard, and keeps tags and notes', async ({
  program
}) => {
  const folders = join(program.data, 'slides')
  const first = await writePatchFolder(folders, '7001', 3, 3)
  const second = await writePatchFolder(folders, '7002', 3, 3)
  const page = await program.start()
  await openPath(program, first)
  await expect(slideEntry(page, '7001')).toBeVisible()
  await openPath(program, second)
  await expect(slideEntry(page, '7002')).toHaveAttribute('aria-current', 'true')

  await slideEntry(page, '7002').focus()
  await page.keyboard.press('Shift+P')
  await expect(page.getByLabel(texts.describe.tags, { exact: true })).toBeFocused()
  await page.keyboard.type('second opinion')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: texts.describe.tags })).toContainText('second opinion')
  // Typed in one go, without waiting until the first of the two tags is saved.
  await page.keyboard.type('urgent\nmistaken\n')
  await expect(page.getByRole('list', { name: texts.describe.tags })).toContainText('mistaken')
  await page.getByRole('button', { name: texts.describe.remove('urgent') }).click()
  await page.getByRole('button', { name: texts.describe.remove('mistaken') }).click()
  await expect(page.getByRole('list', { name: texts.describe.tags })).not.toContainText('mistaken')
  await page.getByLabel(texts.describe.notes, { exact: true }).fill('Margin looks odd')
  await expect(page.getByText(texts.describe.saved, { exact: true })).toBeVisible()

  await slideEntry(page, '7002').focus()
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: texts.library.search })
  await expect(search).toBeFocused()
  await page.keyboard.type('margin')
  await expect(page.getByText(texts.library.fitting(1, 2))).toBeVisible()
  await expect.poll(() => listed(page)).toEqual(['7002'])
  await search.fill('nothing is called this')
  await expect(page.getByText(texts.library.noneFits)).toBeVisible()
  await page.getByRole('button', { name: texts.library.clear }).click()
  await expect.poll(() => listed(page)).toEqual(['7001', '7002'])

  await page.getByRole('button', { name: texts.library.filter }).click()
  await page.getByLabel(texts.library.sort).selectOption('name')
  await page.getByRole('button', { name: texts.library.ascending }).click()
  await expect.poll(() => listed(page)).toEqual(['7002', '7001'])
  await page.getByRole('button', { name: /^second opinion/ }).click()
  await expect.poll(() => listed(page)).toEqual(['7002'])
  expect(await breaches(page)).toEqual([])
  expect(program.complaints).toEqual([])

  await program.close()
  const kept = readLibrary(program.data, db => ({
    tags: db.prepare('SELECT tag FROM slide_tags').pluck().all(),
    notes: db.prepare("SELECT notes FROM slides WHERE notes <> ''").pluck().all()
  }))
  expect(kept).toEqual({ tags: ['second opinion'], notes: ['Margin looks odd'] })
})

test('shows moved slides as missing, finds them again, and names those that are gone', async ({
  program
}) => {
  const before = join(program.data, 'before')
  const gone = await writePatchFolder(before, '7003', 3, 3)
  const page = await program.start()
  for (const name of ['7001', '7002'])
    await openPath(program, await writePatchFolder(before, name, 3, 3)).then(() =>
      expect(slideEntry(page, name)).toBeVisible()
    )
  await openPath(program, gone)
  await expect(slideEntry(page, '7003')).toBeVisible()
  await program.close()
  rmSync(gone, { recursive: true })
  mkdirSync(join(program.data, 'archive'))
  renameSync(before, join(program.data, 'archive', 'after'))

  const again = await program.start()
  await inScheme(again, 'dark')
  await expect(again.getByText(texts.library.missing(3))).toBeVisible()
  await expect(slideEntry(again, '7001')).toHaveAccessibleName(new RegExp(texts.library.states.missing))
  await again.getByRole('button', { name: texts.library.findOne('7001') }).click()
  const dialog = again.getByRole('dialog', { name: texts.relink.title })
  const folder = dialog.getByLabel(texts.relink.folder)
  await expect(folder).not.toHaveValue('')
  expect(await breaches(again)).toEqual([])
  await folder.fill(join(program.data, 'nowhere'))
  await again.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('nowhere')
  await folder.fill(join(program.data, 'archive'))
  await again.keyboard.press('Enter')
  await expect(dialog.getByText(texts.relink.found(2, 3))).toBeVisible()
  await expect(dialog.getByRole('list', { name: texts.relink.moved, exact: true })).toContainText(
    join(program.data, 'archive', 'after', '7001')
  )
  await expect(dialog.getByRole('list', { name: texts.relink.notFound })).toContainText('7003')
  expect(await breaches(again), 'found').toEqual([])
  await dialog.getByRole('button', { name: texts.close }).last().click()
  await expect(again.getByText(texts.library.missing(1))).toBeVisible()
  await expect(slideEntry(again, '7001')).toHaveAccessibleName(new RegExp(texts.library.states.new))
})

test('requests the associated images of a slide only when the user asks for them', async ({ program }) => {
  const file = await writeSlide(join(program.data, 'slide.tif'), 1200, 900, 0.5)
  const page = await program.start()
  const asked: string[] = []
  page.on('request', request => {
    if (request.url().includes('associated')) asked.push(request.url())
  })
  await openPath(program, file)
  await expect(slideEntry(page, 'slide.tif')).toBeVisible()
  const images = page.getByRole('region', { name: texts.labelImages.title })
  await expect(images).toContainText(texts.labelImages.warning)
  await expect(images.getByRole('img')).toHaveCount(0)
  expect(asked).toEqual([])
  await images.getByRole('button', { name: texts.labelImages.show }).click()
  await expect(images.getByText(texts.labelImages.none)).toBeVisible()
  await images.getByRole('button', { name: texts.labelImages.hide }).click()
  await expect(images.getByRole('button', { name: texts.labelImages.show })).toBeVisible()
})

test('removes a slide after confirmation and leaves its file in place', async ({ program }) => {
  const folder = await writePatchFolder(program.data, '7001', 3, 3)
  const page = await program.start()
  await openPath(program, folder)
  await openPath(program, await writePatchFolder(program.data, '7002', 3, 3))
  await expect(slideEntry(page, '7002')).toHaveAttribute('aria-current', 'true')
  await slideEntry(page, '7001').hover()
  await page.getByRole('button', { name: texts.library.remove('7001') }).click()
  const asks = page.getByRole('alertdialog')
  await expect(asks).toContainText(texts.library.removeText('7001'))
  await asks.getByRole('button', { name: texts.cancel }).click()
  await expect(slideEntry(page, '7001')).toBeVisible()
  await page.getByRole('button', { name: texts.library.remove('7001') }).click()
  await asks.getByRole('button', { name: texts.library.removeConfirm }).click()
  await expect(asks).toBeHidden()
  await expect.poll(() => listed(page)).toEqual(['7002'])
  expect(existsSync(folder)).toBe(true)
  expect(program.complaints).toEqual([])
})

test('removes a slide together with its running analysis, and shows nothing of it over the next slide', async ({
  program
}) => {
  const page = await program.start()
  await openPath(program, await writePatchFolder(program.data, '7001', 3, 3))
  await openPath(program, await writePatchFolder(program.data, '7002', 50, 40))
  await expect(slideEntry(page, '7002')).toHaveAttribute('aria-current', 'true')
  await startAnalysis(page)
  await expect(runState(page, 'running')).toBeVisible()
  const legend = page.getByRole('group', { name: texts.heatmap.legend })
  await expect(legend).toBeVisible()
  await page.getByRole('button', { name: texts.library.remove('7002') }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: texts.library.removeConfirm }).click()
  await expect.poll(() => listed(page)).toEqual(['7001'])
  await expect(slideEntry(page, '7001')).toHaveAttribute('aria-current', 'true')
  // A double click starts one analysis, as a single click does.
  await page.getByRole('button', { name: texts.analysis.start }).dblclick()
  await expect(runState(page, 'done')).toBeVisible()
  // Nine patches, and a run number that is not reused.
  await expect(page.getByRole('region', { name: texts.run.name(2) })).toContainText('9 patches')
  await expect(legend).not.toContainText(texts.heatmap.notAnalysed)
  await expect(page.getByRole('region', { name: texts.problems.region })).toBeHidden()
})
