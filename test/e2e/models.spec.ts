import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writePatchFolder } from '../support/patches.ts'
import { expect, test } from './fixture.ts'
import { root } from './program.ts'
import { breaches, inScheme, openPath, texts } from './steps.ts'

const t = texts.models

const cnn = join(root, 'models', 'cnn')
const read = (name: string) => JSON.parse(readFileSync(join(cnn, name), 'utf8'))

/** Writes the shipped network with one byte of its weights changed and without its spec. */
function writeWeights(folder: string, change: number): Buffer {
  mkdirSync(folder)
  cpSync(join(cnn, 'model.json'), join(folder, 'model.json'))
  const weights = readFileSync(join(cnn, 'weights.bin'))
  weights[0] = (weights[0] ?? 0) ^ change
  writeFileSync(join(folder, 'weights.bin'), weights)
  return weights
}

/** Writes a network such as a user would import. */
function writeNetwork(data: string): string {
  const folder = join(data, 'my-network')
  writeWeights(folder, 1)
  return folder
}

/** Writes a version of the shipped network, slightly worse than its parent on unseen patients. */
function writeVersion(data: string): string {
  const folder = join(data, 'my-version')
  const sha256 = createHash('sha256').update(writeWeights(folder, 2)).digest('hex')
  const { golden: _, ...spec } = read('spec.json')
  const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value))
  write('spec.json', {
    ...spec,
    ...{ name: 'my-version', title: 'My version', version: '1.1.0', weightsSha256: sha256 },
    files: spec.files.map((file: { name: string }) =>
      file.name === 'weights.bin' ? { ...file, sha256 } : file
    ),
    parent: { name: 'cnn', version: spec.version, weightsSha256: spec.weightsSha256 }
  })
  const { test: parent } = read('evaluation.json')
  const difference = { value: -0.01, interval: null }
  write('comparison.json', {
    comparable: true,
    parent,
    version: { ...parent, balancedAccuracy: parent.balancedAccuracy - 0.01, auc: parent.auc - 0.01 },
    differences: { accuracy: difference, balancedAccuracy: difference, auc: difference }
  })
  return folder
}

async function bringIn(page: Page, path: string): Promise<void> {
  const models = page.getByRole('dialog', { name: t.title })
  const folder = models.getByLabel(t.import.folder, { exact: true })
  await models.getByRole('button', { name: t.import.open }).click()
  await expect(folder).not.toHaveValue('')
  await folder.fill(path)
  await page.keyboard.press('Enter')
}

test('imports a user network, makes it the default, compares it with another and removes it', async ({
  program
}) => {
  const own = writeNetwork(program.data)
  const version = writeVersion(program.data)
  const patches = await writePatchFolder(program.data, '7003', 4, 4)
  const page = await program.start()
  await inScheme(page, 'dark')
  await expect(page.getByText(texts.library.emptyList)).toBeVisible()

  await page.keyboard.press('Shift+M')
  const models = page.getByRole('dialog', { name: t.title })
  await expect(models.getByText(/^Self-test passed/)).toBeVisible()
  await models.getByRole('tab', { name: t.tabs.overview }).focus()
  for (const tab of [t.tabs.figures, t.tabs.training, t.tabs.card]) {
    await page.keyboard.press('ArrowRight')
    await expect(models.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
    expect(await breaches(page), tab).toEqual([])
  }

  await models.getByRole('tab', { name: t.tabs.figures }).click()
  await expect(models.getByRole('img', { name: t.rocTitle(t.sides.validation) })).toBeVisible()
  await expect(models.getByRole('table', { name: t.tabs.figures })).not.toContainText(t.sides.train)
  await models.locator('summary', { hasText: t.trainingFigures }).click()
  await expect(models.getByRole('table', { name: t.trainingFigures })).toBeVisible()

  await bringIn(page, version)
  await expect(models.getByRole('heading', { name: /^My version/ })).toBeVisible({ timeout: 60_000 })
  await models.getByRole('tab', { name: t.tabs.figures }).click()
  await expect(models.getByText(t.parent.directions.worse)).toBeVisible()
  await expect(models.getByRole('table', { name: t.parent.title })).toContainText('−0.010')
  expect(await breaches(page), 'compared with its parent').toEqual([])
  const asked = page.getByRole('alertdialog')
  await models.getByRole('button', { name: t.makeDefault }).click()
  await expect(asked.getByRole('list', { name: t.known })).toContainText('It is worse')
  expect(await breaches(page), 'asked before').toEqual([])
  await asked.getByRole('button', { name: texts.cancel }).click()
  await expect(models.getByRole('button', { name: t.makeDefault })).toBeFocused()

  await bringIn(page, program.data)
  await expect(models.getByRole('alert')).toContainText('model/invalid')
  await models.getByLabel(t.import.folder, { exact: true }).fill(own)
  await page.keyboard.press('Enter')
  await expect(models.getByLabel(t.import.name, { exact: true })).toBeFocused()
  expect(await breaches(page), 'import').toEqual([])
  await page.keyboard.press('Enter')
  await expect(models.getByRole('heading', { name: /^my-network/ })).toBeVisible({ timeout: 60_000 })
  await models.getByRole('button', { name: t.makeDefault }).click()
  await expect(asked).toContainText(t.defaultText('Ductal'))
  await asked.getByRole('button', { name: t.makeDefault }).click()
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
