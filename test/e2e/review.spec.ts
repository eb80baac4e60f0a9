import { expect, test } from './fixture.ts'
import { analysedSlide } from './kept.ts'
import { handOver, hasRegions, measured, tool } from './regionsteps.ts'
import { expectVerified } from './reportsteps.ts'
import {
  isSaved,
  openAnalysed,
  openQueue,
  sayWho,
  storedActions,
  storedAuthors,
  storedLabels,
  storedRegions
} from './reviewsteps.ts'
import { slideEntry, standsStill, texts } from './steps.ts'

test('a region drawn on a rotated and mirrored slide is stored where it was drawn', async ({ program }) => {
  const page = await openAnalysed(program)
  await page.keyboard.press('a')
  const bar = page.getByRole('group', { name: texts.pointer.region })
  const viewer = await page.getByRole('application').boundingBox()
  if (!viewer) throw new Error('The viewer is not on screen.')
  const expected: [number, number][] = []
  for (const [number, keys] of [[], ['r'], ['f'], ['r', 'r', '>']].entries()) {
    for (const key of keys) await page.keyboard.press(key)
    await standsStill(page)
    await tool(page, 'point').click()
    const [x, y] = [viewer.x + viewer.width * 0.55, viewer.y + viewer.height * 0.42]
    await page.mouse.move(x, y)
    await expect(bar).toContainText(/x \d+, y \d+/)
    // The pointer line updates while the view settles and may be briefly empty.
    let shown: RegExpExecArray | null = null
    await expect
      .poll(async () => {
        await page.mouse.move(x, y)
        shown = /x (\d+), y (\d+)/.exec(await bar.innerText())
        return shown !== null
      })
      .toBe(true)
    const [, shownX, shownY] = shown ?? []
    expected.push([Number(shownX), Number(shownY)])
    await page.mouse.click(x, y)
    if (number === 0) await sayWho(page)
    await hasRegions(page, number + 1)
  }
  await isSaved(page)
  await program.close()
  const stored = storedRegions(program.data).map(({ geometry }) => [geometry.x, geometry.y])
  expect(new Set(stored.map(String)).size).toBe(4)
  stored.forEach(([x = 0, y = 0], index) => {
    // The pointer line shows whole pixels.
    expect(Math.abs(Math.floor(x) - (expected[index]?.[0] ?? 0))).toBeLessThanOrEqual(1)
    expect(Math.abs(Math.floor(y) - (expected[index]?.[1] ?? 0))).toBeLessThanOrEqual(1)
  })
})

test('brush, lasso and regions label many patches in one action; an unfinished stroke is lost on close', async ({
  program
}) => {
  // Threshold 0 marks every patch, so they form one region, whatever the network predicts.
  const page = await openAnalysed(program, 0)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.keyboard.press('q')
  // The view follows the list once; only then show the whole slide.
  await expect(page.getByText(texts.queue.item(1, 48))).toBeVisible()
  await page.keyboard.press('0')
  const hand = await handOver(page)
  await page.getByRole('button', { name: texts.queue.markLasso }).click()
  await page.getByRole('radio', { name: texts.labels.negative, exact: true }).click()
  await hand.drag([
    [0.35, 0.3],
    [0.6, 0.3],
    [0.6, 0.6],
    [0.35, 0.6],
    [0.35, 0.3]
  ])
  await sayWho(page)
  await isSaved(page)
  await page.getByRole('button', { name: texts.queue.markBrush }).click()
  await page.getByRole('radio', { name: texts.labels.unsure, exact: true }).click()
  const stroke: [number, number][] = [
    [0.4, 0.45],
    [0.55, 0.45]
  ]
  await hand.drag(stroke)
  await expect(page.getByRole('button', { name: /^Undo: \d+ patch(es)? labelled unsure/ })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.locator('summary').click()
  await page.getByLabel(texts.queue.unit, { exact: true }).selectOption('regions')
  await expect(page.getByText(texts.queue.item(1, 1))).toBeVisible()
  await expect(page.getByText(texts.closeUp.together(48))).toBeVisible()
  // The decision on the region keeps the labels of single patches until it is repeated.
  await page.keyboard.press('1')
  await expect(page.getByText(/^\d+ patches kept another label/)).toBeVisible()
  await isSaved(page)
  const kept = storedLabels(program.data).map(({ label }) => label)
  expect(kept.length).toBe(48)
  expect(new Set(kept)).toEqual(new Set(['positive', 'negative', 'unsure']))
  await page.keyboard.press('1')
  const others = kept.filter(label => label !== 'positive').length
  const replaced = texts.history.kinds.label(others, 'positive', others)
  await expect(page.getByRole('button', { name: texts.history.undoWhat(replaced) })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: texts.history.redoWhat(replaced) })).toBeEnabled()
  await page.keyboard.press('Control+z')
  await isSaved(page)

  // Closing in the middle of a stroke keeps everything shown as saved and nothing of the stroke.
  await page.getByRole('button', { name: texts.queue.markLasso }).click()
  await hand.hold([
    [0.35, 0.3],
    [0.6, 0.3],
    [0.6, 0.6]
  ])
  await program.close()
  const labels = storedLabels(program.data).map(({ label }) => label)
  expect(labels.filter(label => label === 'negative').length).toBeGreaterThan(1)
  expect(labels.filter(label => label === 'unsure').length).toBeGreaterThan(0)
  expect(labels).not.toContain('positive')
  expect(storedActions(program.data)).toEqual([
    'reviewer',
    'begin',
    ...Array(4).fill('label'),
    'undo',
    'undo'
  ])

  // The same holds for a half-drawn region.
  const again = await program.start()
  await again.emulateMedia({ reducedMotion: 'reduce' })
  await slideEntry(again, analysedSlide.name).click()
  await isSaved(again)
  await again.keyboard.press('a')
  await tool(again, 'rectangle').click()
  const other = await handOver(again)
  await other.drag([
    [0.4, 0.4],
    [0.5, 0.5]
  ])
  await hasRegions(again, 1)
  await isSaved(again)
  await expect(measured(again, 'measures')).toBeVisible()
  const [area] = await measured(again, 'measures').getByRole('definition').allInnerTexts()
  await tool(again, 'ellipse').click()
  await other.hold([
    [0.55, 0.4],
    [0.65, 0.5]
  ])
  await expect(measured(again, 'drawn')).toBeVisible()
  await program.close()
  expect(area).toContain('mm²')
  expect(storedRegions(program.data)).toMatchObject([{ kind: 'rectangle' }])
  await expectVerified(program)
})

test('every quick undo and redo counts, and surplus ones do nothing', async ({ program }) => {
  const page = await openAnalysed(program)
  await openQueue(page)
  await page.keyboard.press('3')
  await sayWho(page)
  for (let more = 0; more < 2; more++) await page.keyboard.press('3')
  await isSaved(page)
  for (let press = 0; press < 6; press++) await page.keyboard.press('Control+z')
  for (let press = 0; press < 2; press++) await page.keyboard.press('Control+y')
  const steps = ['undo', 'undo', 'undo', 'redo', 'redo']
  await expect
    .poll(() => storedActions(program.data))
    .toEqual(['reviewer', 'begin', 'label', 'label', 'label', ...steps])
  await expect(page.getByRole('region', { name: texts.problems.region })).toBeHidden()
  await program.close()
  expect(storedLabels(program.data)).toHaveLength(2)
  expect(storedActions(program.data)).toHaveLength(10)
})

test('each window keeps its own reviewer, also when it is loaded again', async ({ program }, { project }) => {
  test.skip(project.name === 'electron', 'Playwright opens no second window of Electron')
  const page = await openAnalysed(program)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await slideEntry(second, analysedSlide.name).click()
  for (const [tab, name, key] of [
    [page, 'Ada One', '3'],
    [second, 'Bob Two', '1']
  ] as const) {
    await openQueue(tab)
    await tab.keyboard.press(key)
    await sayWho(tab, name)
    await isSaved(tab)
  }
  await page.reload()
  await slideEntry(page, analysedSlide.name).click()
  await openQueue(page)
  await page.keyboard.press('3')
  await expect.poll(() => storedAuthors(program.data)).toEqual(['Ada One', 'Bob Two', 'Ada One'])
})
