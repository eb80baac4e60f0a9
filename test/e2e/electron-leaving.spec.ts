import type { ElectronApplication, Page } from '@playwright/test'
import { writePatchFolder } from '../support/patches.ts'
import { appOf, hostOf } from './electronsteps.ts'
import { expect, test } from './fixture.ts'
import { readLibrary, slideEntry, texts } from './steps.ts'

/** Starts to write a note on a slide. */
async function writeNote(page: Page, note: string): Promise<void> {
  await expect(slideEntry(page, '7027')).toBeVisible()
  await page.keyboard.press('Shift+P')
  await page.keyboard.press('Tab')
  await page.getByLabel(texts.describe.notes, { exact: true }).pressSequentially(note)
}

const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())

const notes = (data: string) =>
  readLibrary(data, db => db.prepare('SELECT notes FROM slides').pluck().all() as string[])

test('saves an unfinished note before its window closes', async ({ program }) => {
  const page = await program.start([await writePatchFolder(program.data, '7027', 3, 3)])
  const app = appOf(program.running().app)
  await writeNote(page, 'Margin')
  const closed = new Promise<void>(resolve => app.once('close', () => resolve()))
  await closeWindow(app)
  await closed
  expect(notes(program.data)).toEqual(['Margin'])
})

test('asks before it closes a window with something that cannot be saved', async ({ program }) => {
  test.skip(process.platform !== 'linux', 'finds the host’s process in /proc')
  const page = await program.start([await writePatchFolder(program.data, '7027', 3, 3)])
  const app = appOf(program.running().app)
  await writeNote(page, 'Margin')
  await expect(page.getByText(texts.describe.saved, { exact: true })).toBeVisible()
  await app.evaluate(({ dialog }) => {
    const shared = globalThis as unknown as { asked: number; answer: number }
    shared.asked = shared.answer = 0
    dialog.showMessageBoxSync = () => {
      shared.asked++
      return shared.answer
    }
  })
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: number }).asked)
  const host = hostOf(app.process().pid ?? 0)
  process.kill(host, 'SIGSTOP')
  try {
    await page.keyboard.type(' free')
    await closeWindow(app)
    await expect.poll(asked).toBe(1)
    expect(await page.title()).toContain('Ductal')

    await app.evaluate(() => {
      ;(globalThis as unknown as { answer: number }).answer = 1
    })
    const closed = new Promise<void>(resolve => page.once('close', () => resolve()))
    await closeWindow(app)
    await closed
  } finally {
    process.kill(host, 'SIGCONT')
  }
})
