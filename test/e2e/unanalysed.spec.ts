import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { outcomeTitles } from '../../contract/runs/outcome.ts'
import { damageTiles, writeGlass, writeSlide } from '../support/slides.ts'
import { expect, test } from './fixture.ts'
import { sayWho } from './reviewsteps.ts'
import { openPath, readLibrary, slideEntry, startAnalysis, texts } from './steps.ts'

const card = (page: Page): Locator => page.getByRole('region', { name: /^Analysis \d+$/ })

const slides = [
  ['noTissue', 'notAnalysed', (file: string) => writeGlass(file, 1024, 1024, 2)],
  [
    'unreadable',
    'notAnalysed',
    async (file: string) => damageTiles(await writeSlide(file, 1024, 1024, 4), () => true)
  ],
  [
    'partial',
    'partlyAnalysed',
    async (file: string) => damageTiles(await writeSlide(file, 1024, 1024, 4), tile => tile % 4 >= 2)
  ]
] as const

for (const [outcome, state, write] of slides)
  test(`a slide whose analysis is ${outcome} says so, and is signed only with an acknowledgement`, async ({
    program
  }) => {
    const title = outcomeTitles[outcome]
    const file = await write(join(program.data, 'slide.tif'))
    const page = await program.start()
    await openPath(program, file)
    await expect(slideEntry(page, 'slide.tif')).toBeVisible()
    await startAnalysis(page)
    await expect(card(page).getByText(title, { exact: true })).toBeVisible({ timeout: 300_000 })
    if (outcome !== 'partial') {
      await expect(card(page).getByText(texts.run.nothing)).toBeVisible()
      await expect(card(page).getByText(texts.run.status.done, { exact: true })).toBeHidden()
      await expect(page.getByText(/\b0 mm²/)).toBeHidden()
    }
    await expect(slideEntry(page, 'slide.tif')).toHaveAccessibleName(new RegExp(title))

    await page.getByRole('button', { name: texts.library.filter }).click()
    const chip = (name: string) => page.getByRole('button', { name: new RegExp(`^${name} \\d+$`) })
    await expect(chip(texts.library.filterNames[state])).toHaveText(/1$/)
    await expect(chip(texts.library.filterNames.analysed)).toHaveText(/0$/)

    await page.getByRole('button', { name: texts.signing.open }).click()
    await sayWho(page)
    const dialog = page.getByRole('dialog', { name: texts.signing.title })
    const confirm = dialog.getByRole('button', { name: texts.signing.confirm })
    await expect(dialog.getByText(`${title}.`, { exact: true })).toBeVisible()
    await expect(confirm).toBeDisabled()
    await dialog.getByRole('checkbox', { name: texts.signing.acknowledge(title) }).check()
    await confirm.click()
    await expect(page.getByText(texts.signing.acknowledged(title))).toBeVisible()
    await expect(slideEntry(page, 'slide.tif')).toHaveAccessibleName(
      new RegExp(texts.library.states.lacking(texts.library.states.signed, title))
    )
    await program.close()
    const entry = readLibrary(program.data, db =>
      db.prepare(`SELECT entry FROM review_log WHERE kind = 'sign'`).pluck().get()
    ) as string
    expect(JSON.parse(entry).after.acknowledged).toBe(outcome)
  })
