import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { saveAs, saveFolder } from './program.ts'
import { openAnalysed, reviewer, sayWho, storedActions } from './reviewsteps.ts'
import { breaches, texts } from './steps.ts'

test('imports regions from a file, all or none, and shows them in the report', async ({ program }) => {
  // Threshold 0 marks every patch, so there is one to comment on, whatever the network predicts.
  const page = await openAnalysed(program, 0)
  const [good, bad] = ['regions.geojson', 'outside.geojson'].map(name => join(program.data, name)) as [
    string,
    string
  ]
  const write = (path: string, ...features: object[]) =>
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }))
  write(good, square(60, 60, 100))
  write(bad, square(60, 60, 50), square(9000, 9000, 50))
  const importing = page.getByRole('dialog', { name: texts.importing.title })
  const take = async (path: string) => {
    await page.getByRole('button', { name: texts.run.importRegions, exact: true }).click()
    await importing.getByLabel(texts.importing.path, { exact: true }).fill(path)
    await importing.getByRole('button', { name: texts.importing.go, exact: true }).click()
  }
  await take(bad)
  // No reviewer is set yet, so the page asks for one first.
  await sayWho(page)
  const problems = page.getByRole('region', { name: texts.problems.region })
  await expect(problems).toContainText('Nothing was imported from outside.geojson.')
  await expect(problems).toContainText('import/bad-region')
  await problems.getByRole('button', { name: texts.problems.dismiss, exact: true }).click()
  await expect(importing).toBeHidden()

  await take(good)
  await expect(importing.getByRole('status')).toHaveText('1 region imported.')
  await importing.getByRole('button', { name: texts.close, exact: true }).last().click()
  await take(good)
  await expect(importing.getByRole('status')).toHaveText('0 regions imported; 1 already present.')
  await importing.getByRole('button', { name: texts.close, exact: true }).last().click()
  await comment(page)
  await page.getByRole('tab', { name: texts.heatmap.tab }).click()

  await page.getByRole('button', { name: texts.run.report, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: texts.report.title })
  const preview = dialog.frameLocator('iframe')
  await expect(preview.getByRole('heading', { name: 'Region 1 · IDC · from a file' })).toBeVisible()
  await expect(preview.getByText('Not signed').first()).toBeVisible()
  const shown = await preview.locator('main').innerText()
  expect(shown).toMatch(/Dr\. Ada Reader, .*on the slide: Stained a little dark\./)
  expect(shown).toMatch(/Dr\. Ada Reader, .*: Ask a colleague\./)
  expect(shown).toMatch(/Dr\. Ada Reader, .*on the patch at row \d+, column \d+ .*: Crushed cells\?/)

  // A failed save gives the reason and keeps the dialog open; a second one replaces a file.
  for (const [each, title, save] of [
    [dialog, texts.run.export, texts.report.save],
    [page.getByRole('dialog', { name: texts.export.title }), undefined, texts.export.save]
  ] as const) {
    const extension = title ? 'pdf' : 'csv'
    await saveAs(program.running(), each, save, join(saveFolder(program.data), 'file.doc'))
    await expect(each.getByRole('alert')).toContainText(`must end in .${extension}`)
    const path = join(saveFolder(program.data), `file.${extension}`)
    writeFileSync(path, 'before')
    await saveAs(program.running(), each, save, path)
    if (!program.running().app) {
      await expect(each.getByRole('alert')).toContainText('exists already')
      await each.getByRole('button', { name: texts.export.replace, exact: true }).click()
    }
    await expect(each.getByRole('status').last()).toContainText(path)
    await expect(each.getByRole('alert')).toBeHidden()
    await page.keyboard.press('Escape')
    if (title) await page.getByRole('button', { name: title, exact: true }).click()
  }
  expect(program.complaints).toEqual([])
  await program.close()
  expect(storedActions(program.data)).toEqual([
    'reviewer',
    'begin',
    'regions.import',
    ...['comment', 'comment', 'comment', 'undo', 'comment'],
    ...['comment', 'undo', 'redo']
  ])
})

/**
 * By keyboard: comments on the slide, edits, deletes and restores that, then comments on the
 * region.
 */
async function comment(page: Page): Promise<void> {
  const said = page.getByRole('list', { name: texts.comments.title }).getByRole('listitem')
  await page.keyboard.press('Shift+Q')
  await expect(page.getByLabel(texts.comments.onSlide)).toBeFocused()
  await page.keyboard.type('Stained too dark.')
  await page.keyboard.press('Control+Enter')
  await expect(said).toContainText(reviewer)
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
  await onPatch(page)
}

/** By keyboard: comments on the current patch, undoes and redoes the comment. */
async function onPatch(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: texts.review.tab }).click()
  const closeUp = page.getByRole('tabpanel').getByRole('list', { name: texts.comments.title })
  // Until a patch is current, the comment would go to the slide.
  await expect(page.getByRole('button', { name: texts.reviewKeys.comment, exact: true })).toBeVisible()
  await page.keyboard.press('Shift+Q')
  await expect(page.getByLabel(texts.comments.onPatch)).toBeFocused()
  await page.keyboard.type('Crushed cells?')
  // Looking at the next patch keeps the unfinished comment.
  await page.getByRole('button', { name: texts.reviewKeys.skip }).click()
  await expect(page.getByLabel(texts.comments.onPatch)).toBeHidden()
  await page.getByRole('button', { name: texts.reviewKeys.back }).click()
  await expect(page.getByLabel(texts.comments.onPatch)).toHaveValue('Crushed cells?')
  await page.getByLabel(texts.comments.onPatch).focus()
  expect(await breaches(page), 'comment on a patch').toEqual([])
  await page.keyboard.press('Control+Enter')
  await expect(closeUp).toContainText('Crushed cells?')
  await expect(page.getByLabel(texts.comments.onPatch)).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(closeUp).toBeHidden()
  await page.keyboard.press('Control+y')
  await expect(closeUp).toContainText('Crushed cells?')
}

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
