import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { writePatchFolder } from '../support/patches.ts'
import { expect, test } from './fixture.ts'
import { breaches, openPath, readLibrary, runState, startAnalysis, texts } from './steps.ts'

test('a report is seen before it is saved; regions come in from a file', async ({ program }) => {
  const folder = await writePatchFolder(program.data, '7010', 6, 5)
  const regions = join(program.data, 'regions.geojson')
  writeFileSync(regions, JSON.stringify({ type: 'FeatureCollection', features: [square(60, 60, 100)] }))
  const page = await program.start()
  await openPath(program, folder)
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 180_000 })

  await page.getByRole('button', { name: texts.run.importRegions, exact: true }).click()
  const importing = page.getByRole('dialog', { name: texts.importing.title })
  await importing.getByLabel(texts.importing.path, { exact: true }).fill(regions)
  await importing.getByRole('button', { name: texts.importing.go, exact: true }).click()
  // Whose action it is was never said: it is asked first.
  await page.getByRole('dialog').getByLabel(texts.reviewer.name, { exact: true }).fill('Ada Test')
  await page.getByRole('button', { name: texts.reviewer.use, exact: true }).click()
  await expect(importing.getByRole('status')).toHaveText('1 region imported.')
  await importing.getByRole('button', { name: texts.close, exact: true }).last().click()

  // By keys: a comment on the slide, taken back and written anew, and one on the region.
  const said = page.getByRole('list', { name: texts.comments.title }).getByRole('listitem')
  await page.keyboard.press('Shift+Q')
  await expect(page.getByLabel(texts.comments.onSlide)).toBeFocused()
  await page.keyboard.type('Stained too dark.')
  await page.keyboard.press('Control+Enter')
  await expect(said).toContainText('Ada Test')
  await said.getByRole('button', { name: texts.comments.change }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Stained a little dark.')
  await page.keyboard.press('Control+Enter')
  await expect(said).toContainText('Stained a little dark.')
  await expect(said).toContainText(texts.comments.changed)
  await expect(page.getByRole('list', { name: texts.history.title })).toContainText(
    'Comment: Stained a little'
  )
  await said.getByRole('button', { name: texts.comments.remove }).click()
  await expect(said).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(said).toHaveCount(1)
  await page.getByRole('tab', { name: texts.regions.tab }).click()
  await page.getByRole('option', { name: /from a file/ }).click()
  await page.keyboard.press('Shift+Q')
  await expect(page.getByLabel(texts.comments.onRegion)).toBeFocused()
  await page.keyboard.type('Ask a colleague.')
  await page.keyboard.press('Control+Enter')
  await expect(said).toContainText('Ask a colleague.')
  expect(await breaches(page), 'comments').toEqual([])
  await page.getByRole('tab', { name: texts.heatmap.tab }).click()

  await page.getByRole('button', { name: texts.run.report, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: texts.report.title })
  const preview = dialog.frameLocator('iframe')
  await expect(preview.getByRole('heading', { name: 'Region 1 · IDC · from a file' })).toBeVisible({
    timeout: 60_000
  })
  await expect(preview.getByText('Not signed').first()).toBeVisible()
  // Nothing runs in the preview, so that axe cannot look into it from here.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude('iframe').analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([])

  for (const format of ['pdf', 'html'] as const) {
    const path = join(program.data, `report.${format}`)
    await dialog.getByLabel(texts.report.format, { exact: true }).selectOption(format)
    await dialog.getByLabel(texts.export.path, { exact: true }).fill(path)
    await dialog.getByRole('button', { name: texts.report.save, exact: true }).click()
    await expect(dialog.getByRole('status').last()).toContainText(path)
    expect(existsSync(path)).toBe(true)
  }
  expect(readFileSync(join(program.data, 'report.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  const shown = await preview.locator('main').innerText()
  expect(shown).toContain('Region 1 · IDC · from a file')
  expect(shown).toMatch(/Ada Test, .*on the slide: Stained a little dark\./)
  expect(shown).toMatch(/Ada Test, .*: Ask a colleague\./)
  expect(readFileSync(join(program.data, 'report.html'), 'utf8')).toContain('Region 1 · IDC · from a file')
  expect(program.complaints).toEqual([])

  await program.close()
  const kinds = readLibrary(program.data, db =>
    db.prepare('SELECT kind FROM review_log ORDER BY sequence').pluck().all()
  )
  expect(kinds).toEqual([
    'reviewer',
    'begin',
    'regions.import',
    ...['comment', 'comment', 'comment', 'undo', 'comment']
  ])
})

test('a file that cannot be used is refused in one sentence, and nothing of it comes in', async ({
  program
}) => {
  const folder = await writePatchFolder(program.data, '7011', 4, 4)
  const regions = join(program.data, 'regions.geojson')
  writeFileSync(
    regions,
    JSON.stringify({ type: 'FeatureCollection', features: [square(60, 60, 50), square(9000, 9000, 50)] })
  )
  const page = await program.start()
  await openPath(program, folder)
  await startAnalysis(page)
  await expect(runState(page, 'done')).toBeVisible({ timeout: 180_000 })
  await page.getByRole('button', { name: texts.run.importRegions, exact: true }).click()
  const importing = page.getByRole('dialog', { name: texts.importing.title })
  await importing.getByLabel(texts.importing.path, { exact: true }).fill(regions)
  await importing.getByRole('button', { name: texts.importing.go, exact: true }).click()
  await page.getByRole('dialog').getByLabel(texts.reviewer.name, { exact: true }).fill('Ada Test')
  await page.getByRole('button', { name: texts.reviewer.use, exact: true }).click()
  const problems = page.getByRole('region', { name: texts.problems.region })
  await expect(problems).toContainText('Nothing was imported from regions.geojson.')
  await expect(problems).toContainText('import/other-slide')
  await program.close()
  expect(readLibrary(program.data, db => db.prepare('SELECT count(*) FROM regions').pluck().get())).toBe(0)
})

const square = (x: number, y: number, edge: number) => ({
  type: 'Feature',
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x, y + edge],
        [x + edge, y + edge],
        [x + edge, y],
        [x, y]
      ]
    ]
  },
  properties: { objectType: 'annotation', name: 'from a file', classification: { name: 'IDC' } }
})
