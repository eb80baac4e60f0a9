import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePatchFolder } from '../support/patches.ts'
import { expect, test } from './fixture.ts'
import { root } from './program.ts'
import { breaches, inScheme, openPath, texts } from './steps.ts'

const t = texts.models

/** A network of one's own: the shipped one, a little changed, and without what it says of itself. */
function writeNetwork(data: string): string {
  const folder = join(data, 'my-network')
  mkdirSync(folder)
  cpSync(join(root, 'models', 'cnn', 'model.json'), join(folder, 'model.json'))
  const weights = readFileSync(join(root, 'models', 'cnn', 'weights.bin'))
  weights[0] = (weights[0] ?? 0) ^ 1
  writeFileSync(join(folder, 'weights.bin'), weights)
  return folder
}

test('a network of one’s own is imported, becomes the default, is compared with another, and goes again', async ({
  program
}) => {
  const own = writeNetwork(program.data)
  const patches = await writePatchFolder(program.data, '7003', 4, 4)
  const page = await program.start()
  await inScheme(page, 'dark')
  await expect(page.getByText(texts.library.emptyList)).toBeVisible()

  await page.keyboard.press('Shift+M')
  const models = page.getByRole('dialog', { name: t.title })
  await expect(models.getByText(/^Self-tested/)).toBeVisible()
  await models.getByRole('tab', { name: t.tabs.overview }).focus()
  for (const tab of [t.tabs.figures, t.tabs.training, t.tabs.card]) {
    await page.keyboard.press('ArrowRight')
    await expect(models.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
    expect(await breaches(page), tab).toEqual([])
  }

  const folder = models.getByLabel(t.import.folder, { exact: true })
  await models.getByRole('button', { name: t.import.open }).click()
  await expect(folder).not.toHaveValue('')
  await folder.fill(program.data)
  await page.keyboard.press('Enter')
  await expect(models.getByRole('alert')).toContainText('model/invalid')
  await folder.fill(own)
  await page.keyboard.press('Enter')
  await expect(models.getByLabel(t.import.name, { exact: true })).toBeFocused()
  expect(await breaches(page), 'import').toEqual([])
  await page.keyboard.press('Enter')
  await expect(models.getByRole('heading', { name: /^my-network/ })).toBeVisible({ timeout: 60_000 })
  await models.getByRole('button', { name: t.makeDefault }).click()
  await expect(models.getByText(t.becameDefault('my-network'))).toBeAttached()
  await page.keyboard.press('Escape')

  await openPath(program, patches)
  await expect(page.getByLabel(texts.analysis.model, { exact: true })).toHaveValue('my-network')

  await page.keyboard.press('Shift+M')
  await models.getByRole('button', { name: t.compare.open }).click()
  const folderOfPatches = models.getByLabel(t.compare.folder, { exact: true })
  await expect(folderOfPatches).not.toHaveValue('')
  await folderOfPatches.fill(patches)
  await page.keyboard.press('Enter')
  await expect(models.getByRole('table', { name: t.compare.figures })).toBeVisible({ timeout: 60_000 })
  await expect(models.getByText(t.compare.leakUnknown('my-network'))).toBeVisible()
  expect(await breaches(page), 'comparison').toEqual([])

  await models.getByRole('button', { name: /my-network/ }).click()
  await models.getByRole('button', { name: t.remove }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: t.removeConfirm }).click()
  await expect(models.getByRole('button', { name: /my-network/ })).toBeHidden()
  expect(program.complaints).toEqual([])
})
