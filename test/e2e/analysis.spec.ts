import type { Page } from '@playwright/test'
import { expect, realData, test } from './fixture.ts'
import {
  analysedCells,
  openPath,
  readLibrary,
  runState,
  slideEntry,
  slideIsPainted,
  startAnalysis,
  storedRun,
  texts
} from './steps.ts'

/** A patch's stored probability, rounded to the digits that the page shows. */
const storedAt = (data: string, row: number, col: number): string =>
  readLibrary(data, db => {
    const probability = db
      .prepare('SELECT probability FROM predictions WHERE run_id = 1 AND row = ? AND col = ?')
      .pluck()
    return (probability.get(row, col) as number).toFixed(3)
  })

/** Returns the row, column and probability that the page shows for the patch under the pointer. */
async function pointAt(page: Page): Promise<{ row: number; col: number; probability: string }> {
  const viewer = page.getByRole('application')
  const box = await viewer.boundingBox()
  if (!box) throw new Error('The viewer is not on screen.')
  const bar = page.getByRole('group', { name: texts.pointer.region })
  const places = [
    [0.5, 0.5],
    [0.45, 0.4],
    [0.55, 0.6],
    [0.4, 0.5],
    [0.6, 0.5]
  ]
  let tries = 0
  let found: RegExpExecArray | null = null
  await expect
    .poll(async () => {
      const [right = 0, down = 0] = places[tries++ % places.length] ?? []
      await page.mouse.move(box.x + box.width * right, box.y + box.height * down)
      found = /row (\d+), column (\d+).*p = (\d\.\d{3})/s.exec(await bar.innerText())
      return found !== null
    })
    .toBe(true)
  const [, row, col, probability = ''] = found ?? []
  return { row: Number(row), col: Number(col), probability }
}

test('a patch folder: the heatmap fills in, every patch is stored, the pointer shows the stored value', async ({
  program
}) => {
  const folder = realData('idc', '8867')
  const page = await program.start()
  await openPath(program, folder)
  await expect(slideEntry(page, '8867')).toBeVisible()
  await startAnalysis(page)
  const seen = new Set<number>()
  await expect
    .poll(
      async () => {
        const cells = await analysedCells(page, 1)
        seen.add(cells)
        return cells
      },
      { intervals: [250], timeout: 300_000 }
    )
    .toBe(1642)
  await expect(runState(page, 'done')).toBeVisible()
  expect([...seen].filter(cells => cells > 0 && cells < 1642).length).toBeGreaterThan(0)

  // Slide calibration runs once all patches are in; the page then reloads its heatmap.
  await expect
    .poll(async () => {
      const shown = await pointAt(page)
      return storedAt(program.data, shown.row, shown.col) === shown.probability
    })
    .toBe(true)
  expect(program.complaints).toEqual([])
  await program.close()
  expect(storedRun(program.data, 1)).toEqual({
    status: 'done',
    tiles: [{ state: 'done', attempts: 1 }],
    judged: 1642,
    predictions: 1642
  })
})

test('a real scan is shown, its tissue is found, and it is analysed at the scale of the model', async ({
  program
}) => {
  const slide = realData('wsi', 'CMU-1-Small-Region.svs')
  const page = await program.start()
  await openPath(program, slide)
  await expect(slideEntry(page, 'CMU-1-Small-Region.svs')).toBeVisible()
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 300_000 })
  expect(program.complaints).toEqual([])
  await program.close()
  const { status, predictions } = storedRun(program.data, 1)
  expect(status).toBe('done')
  // 2220 × 2967 pixels at 0.499 µm are about 5 × 7 patches of 200 µm.
  expect(predictions).toBeGreaterThan(15)
  expect(predictions).toBeLessThanOrEqual(48)
})
