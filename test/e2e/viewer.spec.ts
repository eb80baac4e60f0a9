import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import type { Program } from './fixture.ts'
import { expect, test } from './fixture.ts'
import { analysedSlide } from './kept.ts'
import { openAnalysed } from './reviewsteps.ts'
import { slideIsPainted, standsStill, texts } from './steps.ts'

const { commands, viewer, heatmap, pointer } = texts

/**
 * Shows an analysed slide and puts the pointer over its middle.
 * @param threshold Replaces the model's own threshold in that analysis.
 */
async function analysed(program: Program, threshold?: number): Promise<{ page: Page; x: number; y: number }> {
  const page = await openAnalysed(program, threshold)
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  const box = await page.getByRole('application').boundingBox()
  if (!box) throw new Error('There is no slide on the screen.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  return { page, x, y }
}

/** Number of painted pixels on the overlay in a box around a point of the window. */
const layered = (page: Page, x: number, y: number): Promise<number> =>
  page.evaluate(
    ([left, top]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('.slide-overlay')
      const box = canvas?.getBoundingClientRect()
      const context = canvas?.getContext('2d')
      if (!canvas || !box || !context) return -1
      const ratio = canvas.width / box.width
      const { data } = context.getImageData(
        (left - box.left - 20) * ratio,
        (top - box.top - 20) * ratio,
        40,
        40
      )
      return data.filter((value, index) => index % 4 === 3 && value > 0).length
    },
    [x, y] as const
  )

test('the palette finds a command by name and runs it', async ({ program }) => {
  const { page } = await analysed(program)
  const region = page.getByRole('toolbar', { name: viewer.toolbar })
  await page.keyboard.press('ControlOrMeta+k')
  const palette = page.getByRole('dialog', { name: commands.palette })
  await palette.getByRole('textbox').pressSequentially('rot left 90')
  await expect(palette.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(region.getByRole('button', { name: viewer.turn })).toContainText('270°')
  await page.keyboard.press('u')
  await expect(region.getByRole('button', { name: viewer.turn })).toContainText('0°')
  // Also when the pointer rests on an entry that the list no longer shows.
  await page.keyboard.press('ControlOrMeta+Shift+p')
  const lowest = await palette.getByRole('option').nth(6).boundingBox()
  if (lowest) await page.mouse.move(lowest.x + 40, lowest.y + 10)
  await palette.getByRole('textbox').fill('mirror left')
  await expect(palette.getByRole('option')).toHaveAttribute('data-highlighted', '')
  await page.keyboard.press('Enter')
  await expect(region.getByRole('button', { name: viewer.turn }).locator('svg')).toHaveCount(2)
  await page.keyboard.press('u')
  await page.keyboard.press('ControlOrMeta+Shift+p')
  await palette.getByRole('textbox').pressSequentially('quetzalcoatl')
  await expect(palette.getByText(commands.none)).toBeVisible()
  await page.keyboard.press('Escape')
  expect(program.complaints).toEqual([])
})

test('the view and heatmap commands have keys, and no two share a key', async ({ program }) => {
  const { page } = await analysed(program)
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: commands.title })
  for (const title of [commands.measure, commands.split, commands.lens, commands.bare, commands.snapshot])
    await expect(dialog.getByText(title, { exact: true })).toBeVisible()
  const view = dialog
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: commands.groups.view, exact: true }) })
  const heat = dialog
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: commands.groups.heatmap, exact: true }) })
  const keys = [
    ...(await view.locator('kbd').allTextContents()),
    ...(await heat.locator('kbd').allTextContents())
  ]
  expect(keys.length).toBeGreaterThan(30)
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
})

test('the lens hides the heatmap beneath it, and holding a key hides all of it', async ({ program }) => {
  const { page, x, y } = await analysed(program)
  await page.getByRole('radio', { name: heatmap.belows.show }).click()
  await page.mouse.move(x + 1, y)
  await expect.poll(() => layered(page, x, y)).toBeGreaterThan(1500)
  await page.keyboard.press('i')
  await expect.poll(() => layered(page, x, y)).toBe(0)
  expect(await layered(page, x - 160, y)).toBeGreaterThan(1500)
  // The probability under the pointer stays readable.
  await expect(page.getByRole('group', { name: pointer.region })).toContainText('p = ')
  await page.keyboard.down('j')
  await expect.poll(() => layered(page, x - 160, y)).toBe(0)
  await page.keyboard.up('j')
  await expect.poll(() => layered(page, x - 160, y)).toBeGreaterThan(1500)
})

test('the ruler measures between two points, also on a rotated slide, and keeps its measurements', async ({
  program
}) => {
  const { page, x, y } = await analysed(program)
  await page.keyboard.press('k')
  await page.mouse.move(x - 60, y)
  await page.mouse.down()
  await page.mouse.move(x + 60, y, { steps: 4 })
  await page.mouse.up()
  const list = page.getByRole('region', { name: viewer.measures }).getByRole('listitem')
  await expect(list).toHaveCount(1)
  const first = (await list.first().textContent())?.trim() ?? ''
  await page.keyboard.press('r')
  await standsStill(page)
  await page.mouse.click(x, y - 60)
  await page.mouse.click(x, y + 60)
  await expect(list).toHaveCount(2)
  // The same 120 screen pixels, on a slide rotated by a quarter turn.
  expect((await list.nth(1).textContent())?.trim()).toBe(first)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+K')
  await expect(page.getByRole('region', { name: viewer.measures })).toBeHidden()
})

test('both sides of a split view move together until they are unlinked', async ({ program }) => {
  const { page } = await analysed(program)
  await page.keyboard.press('\\')
  const second = page.getByRole('region', { name: viewer.secondSide })
  await expect(second.getByRole('application')).toBeVisible()
  const bars = page.getByRole('img', { name: /^Scale bar/ })
  await expect(bars).toHaveCount(2)
  const lengths = () =>
    bars.evaluateAll(all =>
      all.map(bar => `${bar.textContent} ${bar.querySelector('div:last-child')?.getAttribute('style')}`)
    )
  const main = await page.getByRole('application').first().boundingBox()
  if (!main) throw new Error('There is no slide on the screen.')
  await page.mouse.move(main.x + main.width / 2, main.y + main.height / 2)
  const before = await lengths()
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  await expect
    .poll(async () => new Set(await lengths()).size === 1 && (await lengths())[0] !== before[0])
    .toBe(true)
  await page.keyboard.press('|')
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  await expect.poll(async () => new Set(await lengths()).size).toBe(2)
  await page.keyboard.press('\\')
  await expect(second).toBeHidden()
})

test('saves an image of the view with the scale bar and legend beneath it', async ({ program }) => {
  const { page } = await analysed(program)
  test.skip(program.running().app !== undefined, 'Electron asks where to save in a dialog of the platform')
  const download = page.waitForEvent('download')
  await page.keyboard.press('Shift+S')
  const saved = await download
  expect(saved.suggestedFilename()).toBe(`${analysedSlide.name}-view.png`)
  const { width = 0, height = 0 } = await sharp(readFileSync(await saved.path())).metadata()
  const canvas = await page.getByRole('application').boundingBox()
  expect(width).toBe(Math.round(canvas?.width ?? 0))
  // The view plus a strip with scale bar and legend.
  expect(height).toBeGreaterThan((canvas?.height ?? 0) + 60)
  await expect(page.getByText(viewer.snapshotSaved(`${analysedSlide.name}-view.png`))).toBeVisible()
  expect(program.complaints).toEqual([])
})

test('shows the errors of the model against ground truth or against the reviewer', async ({ program }) => {
  // Threshold 0 marks every patch, so there is one to label, whatever the network predicts.
  const { page } = await analysed(program, 0)
  const legend = page.getByRole('group', { name: heatmap.legend })
  await page.getByRole('radio', { name: heatmap.truths.errors }).click()
  await expect(legend).toContainText(heatmap.truth)
  const judged = async () => {
    const counts = await legend.getByRole('listitem').locator('span:last-child').allTextContents()
    return counts.slice(0, 4).reduce((sum, count) => sum + Number(count), 0)
  }
  expect(await judged()).toBe(analysedSlide.patches)
  await page.keyboard.press('q')
  await expect(page.getByRole('button', { name: /^Not IDC/ })).toBeEnabled()
  await page.keyboard.press('2')
  const who = page.getByRole('dialog').getByRole('textbox').first()
  await who.fill('Ada')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('tab', { name: heatmap.tab }).click()
  await page.getByRole('radio', { name: heatmap.againsts.reviewer }).click()
  await expect(legend).toContainText(heatmap.againstReviewer)
  await expect.poll(judged).toBe(1)
})
