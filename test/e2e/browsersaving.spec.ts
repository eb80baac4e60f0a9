import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { analysedSlide } from './kept.ts'
import { isSaved, openAnalysed, openQueue, sayWho, storedLabels } from './reviewsteps.ts'
import { texts } from './steps.ts'

/** Blocks the page's requests. An open page may get a few more through for a moment. */
async function cutOff(page: Page): Promise<void> {
  await page.route('**/port/*', route => route.abort())
  const sent = () =>
    page.evaluate(() =>
      fetch('port/none').then(
        () => true,
        () => false
      )
    )
  await expect.poll(sent).toBe(false)
}

test('unsaved labels are reported and kept until they can be saved', async ({ program }) => {
  const page = await openAnalysed(program)
  await openQueue(page)
  await expect(page.getByText(texts.queue.item(1, analysedSlide.patches))).toBeVisible()
  await page.keyboard.press('3')
  await sayWho(page)
  await expect.poll(() => storedLabels(program.data).length).toBe(1)
  await isSaved(page)
  await cutOff(page)
  await page.keyboard.press('3')
  await expect(page.getByText(texts.saving.failed(1))).toBeVisible()
  await page.keyboard.press('3')
  await expect(page.getByText(texts.saving.failed(2))).toBeVisible()
  expect(await page.getByText(texts.queue.notSaved).count()).toBe(0)
  await page.unroute('**/port/*')
  await isSaved(page)
  await program.close()
  expect(storedLabels(program.data)).toHaveLength(3)
})

test('a page asks before it closes with an unsaved label or note, and before a review is deleted', async ({
  program
}) => {
  const page = await openAnalysed(program)
  await openQueue(page)
  await page.keyboard.press('3')
  await sayWho(page)
  await isSaved(page)
  const asked: string[] = []
  page.on('dialog', dialog => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  const leave = () => page.close({ runBeforeUnload: true })

  await cutOff(page)
  await page.keyboard.press('3')
  await expect(page.getByText(texts.saving.failed(1))).toBeVisible()
  await leave()
  await expect.poll(() => asked).toEqual(['beforeunload'])
  await page.unroute('**/port/*')
  await isSaved(page)

  await page.keyboard.press('Shift+P')
  await page.keyboard.press('Tab')
  await page.getByLabel(texts.describe.notes, { exact: true }).pressSequentially('Margin')
  await leave()
  await expect.poll(() => asked).toHaveLength(2)
  await expect(page.getByText(texts.describe.saved, { exact: true })).toBeVisible()

  await page.getByRole('tab', { name: texts.heatmap.tab }).click()
  await page.getByRole('button', { name: texts.run.remove }).click()
  await expect(page.getByRole('alertdialog')).toContainText(texts.run.removeText(1, true))
  await page.keyboard.press('Escape')
  await leave()
  await expect.poll(() => page.isClosed()).toBe(true)
  expect(asked).toHaveLength(2)
  expect(storedLabels(program.data)).toHaveLength(2)
})
