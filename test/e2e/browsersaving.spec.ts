import { expect, test } from './fixture.ts'
import { isSaved, openAnalysed, openQueue, sayWho, storedLabels } from './reviewsteps.ts'
import { texts } from './steps.ts'

test('what cannot be saved says so and stays, until it is tried again', async ({ program }) => {
  const page = await openAnalysed(program, '7025', 4, 4)
  await openQueue(page)
  await expect(page.getByText(texts.queue.item(1, 16))).toBeVisible()
  await page.keyboard.press('d')
  await sayWho(page)
  await expect.poll(() => storedLabels(program.data).length).toBe(1)
  await isSaved(page)
  await page.route('**/port/*', route => route.abort())
  await page.keyboard.press('d')
  await expect(page.getByText(texts.saving.failed(1))).toBeVisible()
  await page.keyboard.press('d')
  await expect(page.getByText(texts.saving.failed(2))).toBeVisible()
  expect(await page.getByText(texts.queue.notSaved).count()).toBe(0)
  await page.unroute('**/port/*')
  await isSaved(page)
  await program.close()
  expect(storedLabels(program.data)).toHaveLength(3)
})
