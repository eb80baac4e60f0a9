import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { texts } from '../../renderer/texts.ts'
import type { Program } from './fixture.ts'

export { texts }

const exactly = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A slide's entry in the library list. */
export const slideEntry = (page: Page, name: string): Locator =>
  page
    .getByRole('list', { name: texts.library.slides })
    .getByRole('button', { name: new RegExp(`^${exactly(name)},`) })

/**
 * Switches the page to one colour scheme, without motion. Call it right after a start: axe reads
 * the colours of an open page before they have finished changing.
 */
export async function inScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
}

/**
 * Accessibility violations that axe finds, one line each. Uses legacy mode because Electron cannot
 * open a second page for axe. Excludes the report's preview because scripts do not run there.
 */
export async function breaches(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .exclude('iframe')
    // Listing passed rules as well would take axe a third of its time.
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)
  )
}

/** Opens a path as a user does: in the native dialog, or in the page's own where there is none. */
export async function openPath(program: Program, path: string): Promise<void> {
  const { page, app } = program.running()
  if (app) await chooseInDialog(program, path)
  await page.getByRole('button', { name: texts.bar.open }).first().click()
  if (app) return
  await typePath(page, path)
  await page.keyboard.press('Enter')
}

/** Makes the next native dialog return this path. */
export async function chooseInDialog({ running }: Program, path: string): Promise<void> {
  await running().app?.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, path)
}

/** Types a path into the page's own dialog, once the dialog shows its starting folder. */
export async function typePath(page: Page, path: string): Promise<void> {
  const box = page.getByRole('dialog').getByLabel(texts.open.path, { exact: true })
  await expect(box).not.toHaveValue('')
  await box.fill(path)
}

/**
 * Leaves a refused path: the page's own dialog stays open, so that the path can be corrected; after
 * the native dialog, the refusal is in the list of problems.
 */
export async function leaveRefusal(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: texts.open.title })
  if (await dialog.isVisible()) {
    await expect(dialog.getByLabel(texts.open.path, { exact: true })).not.toHaveValue('')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  } else await page.getByRole('button', { name: texts.problems.dismiss, exact: true }).click()
}

/** The state of the analysis, as the page words it. */
export const runState = (page: Page, state: keyof typeof texts.run.status): Locator =>
  page.getByRole('region', { name: /^Analysis \d+$/ }).getByText(texts.run.status[state], { exact: true })

export async function startAnalysis(page: Page): Promise<void> {
  await page.getByRole('button', { name: texts.analysis.start }).click()
  await expect(page.getByRole('region', { name: /^Analysis \d+$/ })).toBeVisible()
}

/** Number of cells with a probability in a run's grid, read as the page reads them. */
export const analysedCells = (page: Page, runId: number): Promise<number> =>
  page.evaluate(async id => {
    const key = localStorage.getItem('ductal.key')
    const headers: HeadersInit = key === null ? {} : { 'x-ductal-key': key }
    const response = await fetch(`data/runs/${id}/grid`, { headers })
    if (!response.ok) return 0
    return new Float32Array(await response.arrayBuffer()).filter(value => value >= 0).length
  }, runId)

/** Whether the slide is on screen: the viewer's canvas shows more than 20 colours. */
export const slideIsPainted = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const canvas = document.querySelector('.openseadragon-canvas canvas')
    if (!(canvas instanceof HTMLCanvasElement)) return false
    const small = document.createElement('canvas')
    const context = small.getContext('2d')
    if (!context) return false
    Object.assign(small, { width: 64, height: 64 })
    context.drawImage(canvas, 0, 0, 64, 64)
    return new Set(new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer)).size > 20
  })

/** Waits until the view has stopped moving: until two pictures of it are the same. */
export async function standsStill(page: Page): Promise<void> {
  let last = ''
  await expect
    .poll(
      async () => {
        const before = last
        last = (await page.getByRole('application').screenshot()).toString('base64')
        return last === before
      },
      { intervals: [200] }
    )
    .toBe(true)
}

/** Reads the library in a data folder. */
export function readLibrary<T>(data: string, read: (db: Database.Database) => T): T {
  const db = new Database(join(data, 'library.sqlite'))
  try {
    return read(db)
  } finally {
    db.close()
  }
}

/** The run's status, the states and attempts of its tiles, and the number of its predictions. */
export const storedRun = (data: string, runId: number) =>
  readLibrary(data, db => ({
    status: db.prepare('SELECT status FROM runs WHERE id = ?').pluck().get(runId),
    tiles: db.prepare('SELECT DISTINCT state, attempts FROM tiles WHERE run_id = ?').all(runId),
    judged: db.prepare('SELECT sum(judged) FROM tiles WHERE run_id = ?').pluck().get(runId),
    predictions: db.prepare('SELECT count(*) FROM predictions WHERE run_id = ?').pluck().get(runId)
  }))
