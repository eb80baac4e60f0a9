import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writePatchFolder } from '../support/patches.ts'
import { expect, type Program, test } from './fixture.ts'
import { ductal, saveFolder } from './program.ts'
import { chooseRegions, handOver, hasRegions, measured, regionList, tool } from './regionsteps.ts'
import { expectSameReports, expectVerified, reported, saveReports } from './reportsteps.ts'
import {
  isSaved,
  openQueue,
  reviewer,
  type StoredLabel,
  sayWho,
  storedActions,
  storedLabels,
  storedRegions
} from './reviewsteps.ts'
import { openPath, readLibrary, runState, slideEntry, startAnalysis, texts } from './steps.ts'

const patches = 48
// Ends in a full stop, as people write it.
const meaning = 'Every region was looked at.'
const reason = 'A second look at one patch'
const lower = 'Lower field'

test('a full day: patches by keyboard, regions, undo across a restart, signature, reports, reopening', async ({
  program
}) => {
  const first = await program.start()
  await first.emulateMedia({ reducedMotion: 'reduce' })
  await openPath(program, await writePatchFolder(program.data, '7020', 8, 6))
  await expect(slideEntry(first, '7020')).toBeVisible()
  await startAnalysis(first)
  await expect(runState(first, 'done')).toBeVisible({ timeout: 180_000 })
  const { labels, corrected } = await test.step('reviews twenty patches by keyboard', () =>
    reviewTwenty(first))
  await test.step('draws and changes regions', () => drawRegions(first))
  expect(program.complaints).toEqual([])
  await program.close()
  // A page that is still open complains about its missing host.
  program.complaints.splice(0)
  expect(storedLabels(program.data)).toEqual(expect.arrayContaining(labels))
  expect(storedLabels(program.data)).toHaveLength(20)
  expectRegions(program)

  const page = await program.start()
  await test.step('undoes across the restart', () => undo(page))
  await test.step('signs and locks', () => sign(page))
  await page.getByRole('button', { name: texts.run.report, exact: true }).click()
  const report = page.getByRole('dialog', { name: texts.report.title })
  await expect(report.frameLocator('iframe').getByText(meaning).first()).toBeVisible()
  await test.step('saves a report in every format', () => saveReports(program, report))
  await report.getByRole('button', { name: texts.close, exact: true }).last().click()
  await test.step('reopens with a reason', () => reopen(page))
  expect(program.complaints).toEqual([])
  await program.close()

  const written = await expectSameReports(program, [
    '7020',
    meaning,
    reviewer,
    'Research use only',
    'By keys'
  ])
  expect(written.review.state).toBe('signed')
  expect(written.corrections.map(({ row, col }) => [row, col])).toEqual(corrected)
  expect(written.signatures).toMatchObject([{ meaning, reviewer: { name: reviewer }, reopened: null }])
  expectLog(program)
  await expectVerified(program)

  // Reports also work without a page, and include what has happened since.
  const later = join(saveFolder(program.data), 'later.json')
  expect((await ductal('report', '1', '--out', later, '--data', program.data)).code).toBe(0)
  expect(reported(later)).toMatchObject({ review: { state: 'open' }, signatures: [{ reopened: { reason } }] })
})

/** Reviews twenty patches. Returns their expected labels and the cells that were corrected. */
async function reviewTwenty(page: Page): Promise<{ labels: StoredLabel[]; corrected: [number, number][] }> {
  await openQueue(page)
  const closeUp = page.getByRole('region', { name: texts.closeUp.title })
  const labels: StoredLabel[] = []
  const corrected: [number, number][] = []
  let shown = ''
  const placeIn = (text: string) => /row (\d+), column (\d+)/.exec(text)
  for (let item = 0; item < 20; item++) {
    await expect(page.getByText(texts.queue.item(item + 1, patches))).toBeVisible()
    const before = placeIn(shown)?.[0]
    await expect
      .poll(async () => {
        shown = await closeUp.innerText()
        return placeIn(shown)?.[0] ?? before
      })
      .not.toBe(before)
    const marked = !shown.includes('not marked')
    const [row = 0, col = 0] = placeIn(shown)?.slice(1).map(Number) ?? []
    // In turns: what the model says, the opposite, and unsure.
    const positive = item % 3 === 0 ? marked : !marked
    const label = item % 3 === 2 ? 'unsure' : positive ? 'positive' : 'negative'
    await page.keyboard.press({ positive: '1', negative: '2', unsure: '3' }[label])
    if (item === 0) await sayWho(page)
    labels.push({ row, col, label })
    // "Unsure" counts as a correction too.
    if (item % 3 !== 0) corrected.push([row, col])
  }
  await expect(page.getByText(texts.queue.item(21, patches))).toBeVisible()
  await isSaved(page)
  await expect(slideEntry(page, '7020')).toHaveAccessibleName(new RegExp(texts.library.states.inReview))

  // Skip labels nothing, and back goes back.
  await page.keyboard.press('s')
  await expect(page.getByText(texts.queue.item(22, patches))).toBeVisible()
  await page.keyboard.press('b')
  await expect(page.getByText(texts.queue.item(21, patches))).toBeVisible()

  await page.keyboard.press('y')
  const why = page.getByRole('region', { name: texts.closeUp.why, exact: true })
  await expect(why).toContainText('Orange')
  await expect(closeUp.locator('canvas')).toHaveCount(3)
  await page.keyboard.press('y')
  await expect(why).toBeHidden()
  return { labels, corrected: corrected.sort(([a, b], [c, d]) => a - c || b - d) }
}

async function drawRegions(page: Page): Promise<void> {
  const regions = regionList(page)
  await page.keyboard.press('a')
  await page.keyboard.press('0')
  const hand = await handOver(page)
  await tool(page, 'rectangle').click()
  let drawn = ''
  await hand.drag(
    [
      [0.35, 0.35],
      [0.45, 0.5]
    ],
    async () => {
      await expect(measured(page, 'drawn')).toContainText('mm²')
      drawn = await measured(page, 'drawn').getByRole('definition').allInnerTexts().then(String)
    }
  )
  await hasRegions(page, 1)
  // The measurements shown while drawing equal the stored ones.
  await expect(measured(page, 'measures')).not.toContainText(texts.regions.measuring)
  expect(String(await measured(page, 'measures').getByRole('definition').allInnerTexts())).toBe(drawn)
  await tool(page, 'ellipse').click()
  await hand.drag([
    [0.42, 0.4],
    [0.55, 0.55]
  ])
  await hasRegions(page, 2)
  // A freehand line that crosses itself makes two areas.
  await tool(page, 'freehand').click()
  await hand.drag([
    [0.58, 0.3],
    [0.66, 0.45],
    [0.58, 0.45],
    [0.66, 0.3],
    [0.58, 0.3]
  ])
  await hasRegions(page, 3)
  await tool(page, 'polygon').click()
  await hand.click([0.3, 0.6], [0.4, 0.6], [0.35, 0.7])
  await page.keyboard.press('Enter')
  await hasRegions(page, 4)
  await tool(page, 'brush').click()
  await hand.drag([
    [0.6, 0.52],
    [0.65, 0.6]
  ])
  await hasRegions(page, 5)
  await tool(page, 'line').click()
  await hand.click([0.45, 0.62], [0.5, 0.68])
  await page.keyboard.press('Enter')
  await hasRegions(page, 6)
  await tool(page, 'point').click()
  await hand.click([0.55, 0.65])
  await hasRegions(page, 7)

  // By keyboard: draws a box around the middle of the view, moves it, then moves one corner.
  await page.keyboard.press('w')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(measured(page, 'drawn')).toContainText('mm²')
  await page.keyboard.press('Space')
  await hasRegions(page, 8)
  await page.keyboard.press('v')
  await page.keyboard.press('Alt+ArrowRight')
  await page.keyboard.press('Alt+PageDown')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText(texts.regions.unsaved, { exact: true })).toHaveCount(0)

  await addClass(page, 'lymph vessel')
  await page.getByLabel(texts.regions.class, { exact: true }).selectOption({ label: 'lymph vessel' })
  await page.getByLabel(texts.regions.name, { exact: true }).fill('By keys')
  await page.keyboard.press('Enter')
  // The new row is the last of eight and may be below the visible part of the list.
  await isSaved(page)
  await page.getByRole('button', { name: texts.regions.lock, exact: true }).click()
  await expect(page.getByText(texts.regions.isLocked)).toBeVisible()

  // Subtracts the ellipse from the rectangle (both stay), then merges the two and undoes the merge.
  await chooseRegions(page, 0, 1)
  await page.getByRole('button', { name: texts.regions.subtract, exact: true }).click()
  await isSaved(page)
  await chooseRegions(page, 0, 1)
  await page.getByRole('button', { name: texts.regions.merge, exact: true }).click()
  await hasRegions(page, 7)
  await page.keyboard.press('Control+z')
  await hasRegions(page, 8)
  // Subtracts a drawn area from the polygon; the undo has put the restored region before it.
  await chooseRegions(page, 3)
  await page.keyboard.press('0')
  await tool(page, 'rectangle').click()
  await page.getByRole('radio', { name: texts.regions.purposes.subtract }).click()
  await hand.drag([
    [0.34, 0.55],
    [0.36, 0.64]
  ])
  await isSaved(page)

  await chooseRegions(page, 3)
  await page.getByLabel(texts.regions.name, { exact: true }).fill(lower)
  await page.keyboard.press('Enter')
  await expect(regions.filter({ hasText: lower })).toHaveCount(1)
  await chooseRegions(page, 4)
  await page.getByRole('button', { name: texts.regions.remove, exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: texts.regions.remove }).click()
  await hasRegions(page, 7)
  await isSaved(page)
}

/** Adds a class in the class dialog and renames another one. */
async function addClass(page: Page, name: string): Promise<void> {
  const { classes } = texts
  await page.getByRole('button', { name: classes.edit }).click()
  const dialog = page.getByRole('dialog', { name: classes.title })
  await dialog.getByLabel(classes.newName, { exact: true }).fill(name)
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel(`${classes.name}: ${name}`)).toBeVisible()
  await dialog.getByLabel(`${classes.name}: other`).fill('of another kind')
  await page.keyboard.press('Tab')
  await expect(dialog.getByLabel(`${classes.name}: of another kind`)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

async function undo(page: Page): Promise<void> {
  const { kinds, undoWhat, tab, title } = texts.history
  const named = regionList(page).filter({ hasText: lower })
  await slideEntry(page, '7020').click()
  await isSaved(page)
  await expect(page.getByRole('button', { name: undoWhat(kinds['regions.remove'](1)) })).toBeVisible()
  await page.keyboard.press('a')
  await hasRegions(page, 7)
  await page.keyboard.press('Control+z')
  await hasRegions(page, 8)
  await page.keyboard.press('Control+z')
  await expect(named).toHaveCount(0)
  await page.keyboard.press('Control+y')
  await expect(named).toHaveCount(1)
  await page.getByRole('tab', { name: tab }).click()
  const history = page.getByRole('list', { name: title })
  await expect(history.getByText(kinds.undo())).toHaveCount(3)
  await expect(history.getByText(kinds.redo())).toHaveCount(1)
}

async function sign(page: Page): Promise<void> {
  const { signing } = texts
  await page.getByRole('button', { name: signing.open }).click()
  const dialog = page.getByRole('dialog', { name: signing.title })
  await dialog.getByLabel(signing.meaning, { exact: true }).selectOption({ label: signing.own })
  await dialog.getByLabel(signing.own, { exact: true }).fill(meaning)
  await expect(dialog.getByText(signing.statement(reviewer))).toBeVisible()
  await dialog.getByRole('button', { name: signing.confirm }).click()
  await expect(page.getByText(`Signed by ${reviewer}`)).toBeVisible()
  await expect(
    page.getByRole('region', { name: texts.review.title }).getByText(meaning, { exact: true })
  ).toBeVisible()
  await expect(slideEntry(page, '7020')).toHaveAccessibleName(new RegExp(texts.library.states.signed))
  await page.keyboard.press('a')
  await hasRegions(page, 8)
  await expect(page.getByRole('toolbar', { name: texts.regions.tools })).toBeHidden()
  await openQueue(page)
  await expect(page.getByRole('button', { name: /^Unsure/ })).toBeDisabled()
  await page.keyboard.press('3')
  await page.keyboard.press('Control+z')
}

async function reopen(page: Page): Promise<void> {
  await page.getByRole('button', { name: texts.signing.reopen }).click()
  await page.getByRole('dialog').getByLabel(texts.signing.reason, { exact: true }).fill(reason)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`Signed by ${reviewer}`)).toBeHidden()
  await expect(slideEntry(page, '7020')).toHaveAccessibleName(new RegExp(texts.library.states.inReview))
  await expect(page.getByText(texts.queue.item(1, patches))).toBeVisible()
  await page.keyboard.press('3')
  await expect(page.getByText(texts.queue.item(2, patches))).toBeVisible()
  await isSaved(page)
}

/** Checks the regions as of the restart; the brush region had been deleted by then. */
function expectRegions({ data }: Program): void {
  const stored = storedRegions(data)
  expect(stored.map(({ kind }) => kind)).toEqual([
    'polygon',
    'ellipse',
    'freehand',
    'polygon',
    'line',
    'point',
    'rectangle'
  ])
  expect(stored[2]?.geometry.parts).toHaveLength(2)
  expect(stored[3]?.geometry.parts?.[0]?.[0]?.length).toBeGreaterThan(6)
  expect(stored[6]).toMatchObject({ name: 'By keys', class: 'lymph vessel', locked: 1 })
  expect(stored[6]?.geometry.parts?.[0]?.[0]).toHaveLength(8)
  for (const { kind, area } of stored)
    if (kind === 'line' || kind === 'point') expect(area).toBeNull()
    else expect(area).toBeGreaterThan(0)
  const classes = readLibrary(data, db => db.prepare('SELECT name FROM region_classes').pluck().all())
  expect(classes).toEqual(expect.arrayContaining(['lymph vessel', 'of another kind']))
  expect(classes).not.toContain('other')
}

function expectLog({ data }: Program): void {
  const actions = storedActions(data)
  const count = (kind: string) => actions.filter(other => other === kind).length
  expect(actions.slice(0, 22)).toEqual(['reviewer', 'begin', ...Array(20).fill('label')])
  expect([count('regions.add'), count('class'), count('regions.subtract')]).toEqual([8, 2, 2])
  const last = [
    'regions.subtract',
    'regions.update',
    'regions.remove',
    'undo',
    'undo',
    'redo',
    'sign',
    'reopen',
    'label'
  ]
  expect(actions.slice(-last.length)).toEqual(last)
  const said = readLibrary(data, db =>
    db
      .prepare(`SELECT entry FROM review_log WHERE kind IN ('sign', 'reopen') ORDER BY sequence`)
      .pluck()
      .all()
  ) as string[]
  expect(said[0]).toContain(meaning)
  expect(said[1]).toContain(reason)
}
