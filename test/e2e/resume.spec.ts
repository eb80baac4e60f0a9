import { expect, realData, test } from './fixture.ts'
import { analysedCells, openPath, runState, slideEntry, startAnalysis, storedRun, texts } from './steps.ts'

const whole = {
  status: 'done',
  tiles: [{ state: 'done', attempts: 1 }],
  judged: 1642,
  predictions: 1642
}

test('an analysis stops at once, keeps its tiles and resumes where it stopped', async ({ program }) => {
  const folder = realData('idc', '8867')
  const page = await program.start()
  await openPath(program, folder)
  await expect(slideEntry(page, '8867')).toBeVisible()
  await startAnalysis(page)
  await expect.poll(() => analysedCells(page, 1), { intervals: [50], timeout: 180_000 }).toBeGreaterThan(0)
  await page.getByRole('button', { name: texts.run.cancel, exact: true }).click()
  await expect(runState(page, 'cancelled')).toBeVisible()
  const kept = await analysedCells(page, 1)
  expect(kept).toBeLessThan(1642)
  await page.waitForTimeout(1000)
  expect(await analysedCells(page, 1)).toBe(kept)
  await page.getByRole('button', { name: texts.run.resume, exact: true }).click()
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })
  await program.close()
  expect(storedRun(program.data, 1)).toEqual(whole)
})

test('an analysis resumes after the program is killed, and every tile is computed once', async ({
  program
}) => {
  const folder = realData('idc', '8867')
  const first = await program.start()
  await openPath(program, folder)
  await expect(slideEntry(first, '8867')).toBeVisible()
  await startAnalysis(first)
  await expect.poll(() => analysedCells(first, 1), { intervals: [50], timeout: 180_000 }).toBeGreaterThan(0)
  await program.kill()

  const page = await program.start()
  await slideEntry(page, '8867').click()
  await expect(runState(page, 'interrupted')).toBeVisible()
  const kept = await analysedCells(page, 1)
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(1642)
  await page.getByRole('button', { name: texts.run.resume, exact: true }).click()
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })
  await program.close()
  expect(storedRun(program.data, 1)).toEqual(whole)
})
