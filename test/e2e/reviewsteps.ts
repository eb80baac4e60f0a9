import type { Page } from '@playwright/test'
import { expect, type Program } from './fixture.ts'
import { analysedSlide, putAnalysed } from './kept.ts'
import { readLibrary, runState, slideEntry, texts } from './steps.ts'

export const reviewer = 'Dr. Ada Reader'

/**
 * Opens a slide that has already been analysed.
 * @param threshold Replaces the model's own threshold in that analysis.
 */
export async function openAnalysed(program: Program, threshold?: number): Promise<Page> {
  await putAnalysed(program.data, threshold)
  const page = await program.start()
  await slideEntry(page, analysedSlide.name).click()
  await expect(runState(page, 'done')).toBeVisible()
  return page
}

/** By keyboard: opens the review with all analysed patches listed, from top to bottom. */
export async function openQueue(page: Page): Promise<void> {
  await page.keyboard.press('q')
  const filters = page.locator('summary')
  await filters.focus()
  await page.keyboard.press('Enter')
  for (const [list, choice] of [
    [texts.queue.classes, texts.queue.classNames.all],
    [texts.queue.order, texts.queue.orders.place]
  ] as const) {
    await page.getByLabel(list, { exact: true }).focus()
    await page.keyboard.type(choice)
  }
  await filters.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Item 1 of/)).toBeVisible()
}

/** Enters the reviewer's name when the page asks for it. */
export async function sayWho(page: Page, name = reviewer): Promise<void> {
  const dialog = page.getByRole('dialog', { name: texts.reviewer.title })
  await dialog.getByLabel(texts.reviewer.name, { exact: true }).fill(name)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}

/** Waits until the page says that everything is saved. */
export const isSaved = (page: Page): Promise<void> =>
  expect(page.getByRole('status', { name: texts.saving.name })).toHaveText(texts.saving.saved)

const labelNames = ['none', 'positive', 'negative', 'unsure']

export interface StoredLabel {
  row: number
  col: number
  label: string
}

/** Labels stored in the library, in grid order. */
export const storedLabels = (data: string): StoredLabel[] =>
  readLibrary(data, db =>
    (
      db.prepare('SELECT row, col, label FROM patch_labels ORDER BY row, col').all() as {
        row: number
        col: number
        label: number
      }[]
    ).map(({ label, ...place }) => ({ ...place, label: labelNames[label] ?? '' }))
  )

export interface StoredRegion {
  id: string
  kind: string
  geometry: { type: string; parts?: number[][][]; points?: number[]; x?: number; y?: number }
  class: string
  name: string
  locked: number
  area: number | null
}

/** Regions stored in the library, oldest first. */
export const storedRegions = (data: string): StoredRegion[] =>
  readLibrary(data, db =>
    (
      db
        .prepare(
          `SELECT r.id, kind, geometry, c.name AS class, r.name, locked, area
           FROM regions r JOIN region_classes c ON c.id = r.class_id ORDER BY r.created_at, r.number`
        )
        .all() as (Omit<StoredRegion, 'geometry'> & { geometry: string })[]
    ).map(region => ({ ...region, geometry: JSON.parse(region.geometry) as StoredRegion['geometry'] }))
  )

/** Kinds of the reviewers' actions in the review log, in order, without the program's entries. */
export const storedActions = (data: string): string[] =>
  readLibrary(
    data,
    db =>
      db
        .prepare("SELECT kind FROM review_log WHERE kind NOT IN ('result', 'slide') ORDER BY sequence")
        .pluck()
        .all() as string[]
  )

/** Who labelled patches, in order of the labels. */
export const storedAuthors = (data: string): string[] =>
  readLibrary(
    data,
    db =>
      db
        .prepare(
          "SELECT json_extract(entry, '$.reviewer.name') FROM review_log WHERE kind = 'label' ORDER BY sequence"
        )
        .pluck()
        .all() as string[]
  )
