import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { Desktop } from '../../contract/transport/desktop.ts'
import { writePatchFolder } from '../support/patches.ts'
import { appOf, childrenOf, hostOf } from './electronsteps.ts'
import { expect, test } from './fixture.ts'
import { slideEntry, slideIsPainted } from './steps.ts'

/** Answers the next native dialogs for saving; null as a user who cancels. */
const choose = (app: ElectronApplication, path: string | null) =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: filePath === null, filePath: filePath ?? '' })
  }, path)

/** Counts the boxes by which Electron reports an error of main. */
const countBoxes = (app: ElectronApplication) =>
  app.evaluate(({ dialog }) => {
    const shared = globalThis as unknown as { boxes: string[] }
    shared.boxes = []
    dialog.showErrorBox = (title, content) => void shared.boxes.push(`${title}: ${content}`)
  })

const boxes = (app: ElectronApplication) =>
  app.evaluate(() => (globalThis as unknown as { boxes: string[] }).boxes)

const handleOf = (page: Page, name: string, extension: string | null) =>
  page.evaluate(
    ([name, extension]) => (window as unknown as { ductal: Desktop }).ductal.chooseExport(name, extension),
    [name, extension] as const
  )

test('saves an image where the native dialog was answered, and nowhere else', async ({ program }) => {
  const slide = await writePatchFolder(program.data, '7031', 4, 3)
  const files = join(program.data, '..', `${Date.now()}-saved`)
  mkdirSync(files)
  const page = await program.start([slide])
  const app = appOf(program.running().app)
  await expect(slideEntry(page, '7031')).toBeVisible()
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  const path = join(files, 'view.png')
  await choose(app, path)
  await page.keyboard.press('Shift+S')
  await expect.poll(() => existsSync(path)).toBe(true)
  expect(readFileSync(path).subarray(1, 4).toString()).toBe('PNG')

  // A place within the slide is refused with a sentence.
  await choose(app, join(slide, 'view.png'))
  await page.keyboard.press('Shift+S')
  await expect(page.getByText(/was not written/).first()).toBeVisible()

  await choose(app, null)
  expect(await handleOf(page, 'view.png', 'png')).toBeNull()
  expect(readdirSync(files)).toEqual(['view.png'])
})

test('denies every download of the page', async ({ program }) => {
  const page = await program.start()
  const app = appOf(program.running().app)
  await app.evaluate(({ session }) => {
    const shared = globalThis as unknown as { downloads: boolean[] }
    shared.downloads = []
    session.defaultSession.on('will-download', event =>
      shared.downloads.push((event as unknown as { defaultPrevented: boolean }).defaultPrevented)
    )
  })
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['#!/bin/sh']))
    link.download = 'run.sh'
    document.body.append(link)
    link.click()
  })
  const denied = () => app.evaluate(() => (globalThis as unknown as { downloads: boolean[] }).downloads)
  await expect.poll(denied).toEqual([true])
})

test('an error in a listener of main shows no box and ends nothing', async ({ program }) => {
  const page = await program.start()
  const app = appOf(program.running().app)
  await countBoxes(app)
  const wrong = await page.evaluate(async () => {
    const { ductal } = window as unknown as {
      ductal: Record<'offerCommands' | 'chooseExport' | 'copyPicture', (...values: unknown[]) => unknown>
    }
    const outcomes: string[] = []
    for (const value of [7, null, [null], [{ title: 1, commands: 'none' }], 'x'.repeat(100_000)]) {
      ductal.offerCommands(value)
      for (const name of ['chooseExport', 'copyPicture'] as const)
        outcomes.push(
          await Promise.resolve(ductal[name](value, value)).then(
            () => 'taken',
            () => 'refused'
          )
        )
    }
    return outcomes
  })
  expect(new Set(wrong)).toEqual(new Set(['refused']))
  // Messages that no page of ours sent, and an error outside any listener.
  await app.evaluate(({ ipcMain }) => {
    for (const channel of ['connect', 'takes-paths', 'commands'])
      for (const event of [{}, null, { sender: null }]) ipcMain.emit(channel, event as never, 1)
    setTimeout(() => {
      throw new Error('nobody catches this')
    })
  })
  await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible()
  expect(await page.evaluate(() => document.querySelector('#app')?.childElementCount)).toBeGreaterThan(0)
  expect(await boxes(app)).toEqual([])
})

test('the workers of the window give up rights', async ({ program }) => {
  test.skip(process.platform !== 'linux', 'Linux alone has such rights')
  const page = await program.start([await writePatchFolder(program.data, '7032', 3, 3)])
  const app = appOf(program.running().app)
  await expect.poll(() => slideIsPainted(page)).toBe(true)
  const workers = childrenOf(hostOf(app.process().pid ?? 0))
  expect(workers.length).toBeGreaterThan(0)
  for (const status of workers) {
    expect(status).toMatch(/^NoNewPrivs:\s*1$/m)
    expect(status).toMatch(/^Seccomp:\s*2$/m)
  }
})
