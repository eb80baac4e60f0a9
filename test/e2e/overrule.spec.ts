import { join } from 'node:path'
import { writeFluorescence } from '../support/fluorescence.ts'
import { expect, test } from './fixture.ts'
import { reviewer } from './reviewsteps.ts'
import { openPath, readLibrary, slideEntry, texts } from './steps.ts'

test('by keyboard, a refusal is overruled in the name of the reviewer, and stated from then on', async ({
  program
}) => {
  const file = await writeFluorescence(join(program.data, 'slide.tif'))
  const page = await program.start()
  await openPath(program, file)
  const who = page.getByRole('dialog', { name: texts.reviewer.title })
  await expect(who).toBeVisible()
  await page.keyboard.press('Escape')
  const problem = page.getByRole('region', { name: texts.problems.region }).getByRole('listitem')
  await expect(problem.getByText(texts.problems.code('slide/not-brightfield'))).toBeVisible()
  await expect(slideEntry(page, 'slide.tif')).toBeHidden()

  await problem.getByRole('button', { name: texts.overrule.ask }).press('Enter')
  await expect(who.getByLabel(texts.reviewer.name, { exact: true })).toBeFocused()
  await page.keyboard.type(reviewer)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: texts.overrule.title })
  await expect(dialog.getByText('“DAPI”')).toBeVisible()
  await expect(dialog.getByRole('button', { name: texts.overrule.open })).toBeDisabled()
  await expect(dialog.getByRole('checkbox', { name: texts.overrule.confirm(reviewer) })).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(slideEntry(page, 'slide.tif')).toBeVisible()
  await expect(problem).toBeHidden()
  await expect(page.getByText(new RegExp(`Opened anyway by ${reviewer}`))).toBeVisible()

  await openPath(program, file)
  await expect(page.getByText(texts.library.opening('slide.tif'))).toBeHidden()
  await expect(dialog).toBeHidden()
  await expect(problem).toBeHidden()
  await program.close()
  const entries = readLibrary(program.data, db =>
    db.prepare(`SELECT entry FROM review_log WHERE kind = 'overrule'`).pluck().all()
  ) as string[]
  expect(entries.map(entry => JSON.parse(entry).reviewer.name)).toEqual([reviewer])
})
