import type { Page } from '@playwright/test'
import { writePatchFolder } from '../support/patches.ts'
import { expect, test } from './fixture.ts'
import { chooseInDialog, runState, slideEntry, texts, typePath } from './steps.ts'

/** Presses Tab until the named button has the focus, as a user without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).first()
  for (let presses = 0; presses < 80; presses++) {
    if (await button.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The Tab key does not lead to ${name}.`)
}

test('from an empty library to a heatmap by keyboard alone', async ({ program }) => {
  const folder = await writePatchFolder(program.data, '7001', 6, 5)
  const page = await program.start()
  await expect(page.getByText(texts.library.emptyList)).toBeVisible()
  await chooseInDialog(program, folder)
  await page.keyboard.press('o')
  if (!program.running().app) {
    await typePath(page, folder)
    await page.keyboard.press('Enter')
  }
  await expect(slideEntry(page, '7001')).toBeVisible()
  await tabTo(page, texts.analysis.start)
  const outline = await page.evaluate(() => {
    const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement ?? document.body)
    return outlineStyle !== 'none' || boxShadow !== 'none'
  })
  expect(outline, 'focus is visible').toBe(true)
  await page.keyboard.press('Enter')
  // The button disappears with its form, so the focus moves to the run that it started.
  await expect(page.getByRole('region', { name: texts.run.name(1) })).toBeFocused()
  await expect(runState(page, 'done')).toBeVisible({ timeout: 180_000 })

  const heatmap = page.getByRole('switch', { name: texts.heatmap.show })
  await expect(heatmap).toBeChecked()
  await page.keyboard.press('h')
  await expect(heatmap).not.toBeChecked()

  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: texts.commands.title })
  await expect(keys).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(keys).toBeHidden()
  expect(program.complaints).toEqual([])
})
