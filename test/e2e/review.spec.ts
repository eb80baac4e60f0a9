import { expect, test } from './fixture.ts'
import {
  isSaved,
  openAnalysed,
  openQueue,
  reviewer,
  sayWho,
  storedActions,
  storedLabels,
  storedRegions
} from './reviewsteps.ts'
import { readLibrary, slideEntry, texts } from './steps.ts'

test('twenty patches reviewed by keys alone: one key each, asked once who it is, all of it in the library', async ({
  program
}) => {
  const page = await openAnalysed(program, '7020', 6, 5)
  await openQueue(page)
  await expect(page.getByText(texts.queue.item(1, 30))).toBeVisible()
  await page.keyboard.press('c')
  await sayWho(page)
  await expect(page.getByText(texts.queue.item(2, 30))).toBeVisible()

  const closeUp = page.getByRole('region', { name: texts.closeUp.title })
  const expected = []
  for (let item = 1; item < 20; item++) {
    const shown = await closeUp.innerText()
    const marked = !shown.includes('not marked')
    const [, row, col] = /row (\d+), column (\d+)/.exec(shown) ?? []
    const word = ['confirm', marked ? 'falsePositive' : 'falseNegative', 'unsure'][item % 3]
    await page.keyboard.press(
      { confirm: 'c', falsePositive: 'x', falseNegative: 'v', unsure: 'd' }[word ?? ''] ?? ''
    )
    await expect(page.getByText(texts.queue.item(item + 2, 30))).toBeVisible()
    const positive = word === 'confirm' ? marked : word === 'falseNegative'
    const label = word === 'unsure' ? 'unsure' : positive ? 'positive' : 'negative'
    expected.push({ row: Number(row), col: Number(col), label })
  }
  await isSaved(page)

  // Skipping decides nothing, back goes back, and a key that cannot be meant says why.
  await page.keyboard.press('s')
  await expect(page.getByText(texts.queue.item(22, 30))).toBeVisible()
  await page.keyboard.press('b')
  await expect(page.getByText(texts.queue.item(21, 30))).toBeVisible()
  const marked = !(await closeUp.innerText()).includes('not marked')
  await page.keyboard.press(marked ? 'v' : 'x')
  await expect(page.getByText(marked ? texts.queue.isMarked : texts.queue.isNotMarked)).toBeVisible()
  await expect(page.getByText(texts.queue.item(21, 30))).toBeVisible()

  expect(program.complaints).toEqual([])
  await program.close()
  const labels = storedLabels(program.data)
  expect(labels).toHaveLength(20)
  expect(labels).toEqual(expect.arrayContaining(expected))
  expect(storedActions(program.data).filter(kind => kind === 'label')).toHaveLength(20)
})

test('undo goes back across a restart, and redo forth again', async ({ program }) => {
  const first = await openAnalysed(program, '7021', 4, 4)
  await openQueue(first)
  await expect(first.getByText(texts.queue.item(1, 16))).toBeVisible()
  await first.keyboard.press('d')
  await sayWho(first)
  for (const item of [2, 3]) {
    await expect(first.getByText(texts.queue.item(item, 16))).toBeVisible()
    await first.keyboard.press('d')
  }
  await expect(first.getByText(texts.queue.item(4, 16))).toBeVisible()
  await isSaved(first)
  await program.close()
  expect(storedLabels(program.data)).toHaveLength(3)

  const page = await program.start()
  await slideEntry(page, '7021').click()
  await isSaved(page)
  const undo = page.getByRole('button', {
    name: texts.history.undoWhat(texts.history.kinds.label(1, 'unsure'))
  })
  await expect(undo).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: /^Redo: / })).toBeEnabled()
  await page.keyboard.press('Control+z')
  await page.getByRole('tab', { name: texts.history.tab }).click()
  const history = page.getByRole('list', { name: texts.history.title })
  await expect(history.getByText(texts.history.kinds.undo())).toHaveCount(2)
  await page.keyboard.press('Control+y')
  await expect(history.getByText(texts.history.kinds.redo())).toHaveCount(1)
  await expect(history.getByText(reviewer)).toHaveCount(7)
  await program.close()
  expect(storedLabels(program.data)).toHaveLength(2)
  expect(storedActions(program.data).slice(-3)).toEqual(['undo', 'undo', 'redo'])
})

test('signed is locked, and opened again with a reason; both stay on record', async ({ program }) => {
  const page = await openAnalysed(program, '7022', 4, 4)
  await openQueue(page)
  await expect(page.getByText(texts.queue.item(1, 16))).toBeVisible()
  await page.keyboard.press('d')
  await sayWho(page)
  await isSaved(page)
  await page.getByRole('button', { name: texts.signing.open }).click()
  const dialog = page.getByRole('dialog', { name: texts.signing.title })
  await expect(dialog.getByText(texts.signing.statement(reviewer))).toBeVisible()
  await dialog.getByRole('button', { name: texts.signing.confirm }).click()
  await expect(page.getByText(`Signed by ${reviewer}`)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Unsure/ })).toBeDisabled()
  await page.keyboard.press('d')
  await page.keyboard.press('Control+z')
  await page.getByRole('tab', { name: texts.regions.tab }).click()
  await expect(page.getByRole('toolbar', { name: texts.regions.tools })).toBeHidden()

  await page.getByRole('button', { name: texts.signing.reopen }).click()
  await page.getByRole('dialog').getByLabel(texts.signing.reason).fill('A second look at one patch')
  await page.keyboard.press('Enter')
  await expect(page.getByText(`Signed by ${reviewer}`)).toBeHidden()
  await page.getByRole('tab', { name: texts.review.tab }).click()
  await page.keyboard.press('d')
  await isSaved(page)
  await program.close()
  expect(storedActions(program.data)).toEqual(['reviewer', 'begin', 'label', 'sign', 'reopen', 'label'])
  const [signed, reopened] = readLibrary(program.data, db =>
    db
      .prepare(`SELECT entry FROM review_log WHERE kind IN ('sign', 'reopen') ORDER BY sequence`)
      .pluck()
      .all()
  ) as string[]
  expect(signed).toContain(texts.signing.meanings[0])
  expect(reopened).toContain('A second look at one patch')
})

test('regions drawn, changed, merged, locked and deleted, by pointer and by keys', async ({ program }) => {
  const page = await openAnalysed(program, '7023', 8, 6)
  await page.keyboard.press('a')
  const viewer = await page.getByRole('application').boundingBox()
  if (!viewer) throw new Error('The viewer is not on screen.')
  const at = (x: number, y: number): [number, number] => [
    viewer.x + viewer.width * x,
    viewer.y + viewer.height * y
  ]
  const drag = async (from: [number, number], to: [number, number]) => {
    await page.mouse.move(...from)
    await page.mouse.down()
    await page.mouse.move(...to, { steps: 8 })
    await page.mouse.up()
  }
  const tool = (name: keyof typeof texts.regions.tool) =>
    page
      .getByRole('toolbar', { name: texts.regions.tools })
      .getByRole('button', { name: texts.regions.tool[name] })
  const regions = page.getByRole('listbox', { name: texts.regions.list }).getByRole('option')

  await tool('rectangle').click()
  await page.mouse.move(...at(0.35, 0.35))
  await page.mouse.down()
  await page.mouse.move(...at(0.45, 0.5), { steps: 5 })
  await expect(page.getByRole('group', { name: texts.regions.drawn })).toContainText('mm²')
  await page.mouse.up()
  await sayWho(page)
  await expect(regions).toHaveCount(1)
  await isSaved(page)

  await tool('ellipse').click()
  await drag(at(0.42, 0.4), at(0.55, 0.55))
  await expect(regions).toHaveCount(2)
  await tool('brush').click()
  await drag(at(0.6, 0.3), at(0.65, 0.4))
  await expect(regions).toHaveCount(3)
  await tool('line').click()
  await page.mouse.click(...at(0.3, 0.6))
  await page.mouse.click(...at(0.4, 0.65))
  await page.keyboard.press('Enter')
  await expect(regions).toHaveCount(4)
  await tool('point').click()
  await page.mouse.click(...at(0.5, 0.65))
  await expect(regions).toHaveCount(5)

  // By keys: a box around the middle of the view.
  await page.keyboard.press('w')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.waitForTimeout(900)
  await page.keyboard.press('Space')
  await expect(regions).toHaveCount(6)
  await page.keyboard.press('v')
  await page.keyboard.press('Alt+ArrowRight')
  await page.keyboard.press('Alt+PageDown')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText(texts.regions.unsaved, { exact: true })).toHaveCount(0)
  await isSaved(page)

  // Class, name and lock of the one in hand.
  await page.getByLabel(texts.regions.class, { exact: true }).selectOption({ label: 'DCIS' })
  await page.getByLabel(texts.regions.name, { exact: true }).fill('By keys')
  await page.keyboard.press('Enter')
  await expect(regions.filter({ hasText: 'By keys' })).toHaveCount(1)
  await page.getByRole('button', { name: texts.regions.lock, exact: true }).click()
  await expect(page.getByText(texts.regions.isLocked)).toBeVisible()

  // The first two overlap: one of them.
  await regions.nth(0).click()
  await regions.nth(1).click({ modifiers: ['Control'] })
  await page.getByRole('button', { name: texts.regions.merge, exact: true }).click()
  await expect(regions).toHaveCount(5)
  await regions.filter({ hasText: 'Brush' }).click()
  await page.getByRole('button', { name: texts.regions.remove, exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: texts.regions.remove }).click()
  await expect(regions).toHaveCount(4)
  await page.keyboard.press('Control+z')
  await expect(regions).toHaveCount(5)
  await isSaved(page)
  expect(program.complaints).toEqual([])
  await program.close()

  const stored = storedRegions(program.data)
  expect(stored.map(({ kind }) => kind).sort()).toEqual(['brush', 'line', 'point', 'polygon', 'rectangle'])
  const keyed = stored.find(({ name }) => name === 'By keys')
  expect(keyed).toMatchObject({ kind: 'rectangle', class: 'DCIS', locked: 1 })
  expect(keyed?.geometry.parts?.[0]?.[0]).toHaveLength(8)
  for (const { kind, area } of stored)
    if (kind === 'line' || kind === 'point') expect(area).toBeNull()
    else expect(area).toBeGreaterThan(0)
})

test('turned and mirrored, a region lies where it was drawn', async ({ program }) => {
  const page = await openAnalysed(program, '7024', 8, 6)
  await page.keyboard.press('a')
  const draws = page.getByRole('toolbar', { name: texts.regions.tools })
  const bar = page.getByRole('group', { name: texts.pointer.region })
  const viewer = await page.getByRole('application').boundingBox()
  if (!viewer) throw new Error('The viewer is not on screen.')
  const expected: [number, number][] = []
  for (const [number, keys] of [[], ['r'], ['f'], ['r', 'r', '>']].entries()) {
    for (const key of keys) await page.keyboard.press(key)
    await page.waitForTimeout(900)
    await draws.getByRole('button', { name: texts.regions.tool.point }).click()
    const [x, y] = [viewer.x + viewer.width * 0.55, viewer.y + viewer.height * 0.42]
    await page.mouse.move(x, y)
    await expect(bar).toContainText(/x \d+, y \d+/)
    await page.waitForTimeout(200)
    // The line is written anew while things settle, and may be empty in between.
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
    await expect(page.getByRole('listbox', { name: texts.regions.list }).getByRole('option')).toHaveCount(
      number + 1
    )
  }
  await isSaved(page)
  await program.close()
  const stored = storedRegions(program.data).map(({ geometry }) => [geometry.x, geometry.y])
  expect(new Set(stored.map(String)).size).toBe(4)
  stored.forEach(([x = 0, y = 0], index) => {
    // The line under the slide shows whole pixels.
    expect(Math.abs(Math.floor(x) - (expected[index]?.[0] ?? 0))).toBeLessThanOrEqual(1)
    expect(Math.abs(Math.floor(y) - (expected[index]?.[1] ?? 0))).toBeLessThanOrEqual(1)
  })
})

test('brush and lasso mark many patches, each stroke one action', async ({ program }) => {
  const page = await openAnalysed(program, '7026', 8, 6)
  await page.keyboard.press('q')
  const viewer = await page.getByRole('application').boundingBox()
  if (!viewer) throw new Error('The viewer is not on screen.')
  const at = (x: number, y: number): [number, number] => [
    viewer.x + viewer.width * x,
    viewer.y + viewer.height * y
  ]
  await page.keyboard.press('0')
  await page.waitForTimeout(900)
  await page.getByRole('button', { name: texts.queue.markLasso }).click()
  await page.getByRole('radio', { name: texts.labels.negative, exact: true }).click()
  await page.mouse.move(...at(0.35, 0.3))
  await page.mouse.down()
  for (const [x, y] of [
    [0.6, 0.3],
    [0.6, 0.6],
    [0.35, 0.6],
    [0.35, 0.3]
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 6 })
  await page.mouse.up()
  await sayWho(page)
  await isSaved(page)
  await page.getByRole('button', { name: texts.queue.markBrush }).click()
  await page.getByRole('radio', { name: texts.labels.unsure, exact: true }).click()
  await page.mouse.move(...at(0.4, 0.45))
  await page.mouse.down()
  await page.mouse.move(...at(0.55, 0.45), { steps: 10 })
  await page.mouse.up()
  await isSaved(page)
  await program.close()
  const labels = storedLabels(program.data).map(({ label }) => label)
  expect(labels.filter(label => label === 'negative').length).toBeGreaterThan(1)
  expect(labels.filter(label => label === 'unsure').length).toBeGreaterThan(0)
  expect(storedActions(program.data).filter(kind => kind === 'label')).toHaveLength(2)
})
