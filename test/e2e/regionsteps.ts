import type { Locator, Page } from '@playwright/test'
import { expect } from './fixture.ts'
import { texts } from './steps.ts'

/** A point in the view, as fractions of its width and height. */
type Place = readonly [right: number, down: number]

/** A mouse over the slide at its current position on screen. */
export interface Hand {
  click(...places: Place[]): Promise<void>
  /**
   * Presses at the first point, moves over the others and releases at the last. `held` runs before
   * the release.
   */
  drag(places: Place[], held?: () => Promise<void>): Promise<void>
  /** Like `drag`, but keeps the button down. */
  hold(places: Place[]): Promise<void>
}

export async function handOver(page: Page): Promise<Hand> {
  const viewer = await page.getByRole('application').boundingBox()
  if (!viewer) throw new Error('The viewer is not on screen.')
  const at = ([right, down]: Place): [number, number] => [
    viewer.x + viewer.width * right,
    viewer.y + viewer.height * down
  ]
  const hold = async ([first, ...others]: Place[]) => {
    if (!first) return
    await page.mouse.move(...at(first))
    await page.mouse.down()
    for (const place of others) await page.mouse.move(...at(place), { steps: 6 })
  }
  return {
    hold,
    async drag(places, held = async () => {}) {
      await hold(places)
      await held()
      await page.mouse.up()
    },
    async click(...places) {
      for (const place of places) await page.mouse.click(...at(place))
    }
  }
}

export const tool = (page: Page, name: keyof typeof texts.regions.tool): Locator =>
  page
    .getByRole('toolbar', { name: texts.regions.tools })
    .getByRole('button', { name: texts.regions.tool[name] })

/** The regions in the page's list, oldest first. */
export const regionList = (page: Page): Locator =>
  page.getByRole('listbox', { name: texts.regions.list }).getByRole('option')

/** Waits for the page to show this many regions; the list itself holds only the visible rows. */
export const hasRegions = (page: Page, count: number): Promise<void> =>
  expect(page.getByText(texts.regions.count(count), { exact: true })).toBeVisible()

/** The page's measurements: of the region being drawn or of the selected one. */
export const measured = (page: Page, which: 'drawn' | 'measures'): Locator =>
  page.getByRole('group', { name: texts.regions[which], exact: true })

/** Selects regions by position in the list, in this order: first by keyboard, then by mouse. */
export async function chooseRegions(page: Page, first: number, ...others: number[]): Promise<void> {
  await page.getByRole('listbox', { name: texts.regions.list }).press('Home')
  for (let down = 0; down < first; down++) await page.keyboard.press('ArrowDown')
  await expect(regionList(page).nth(first)).toHaveAttribute('aria-selected', 'true')
  await expect(measured(page, 'measures')).not.toContainText(texts.regions.measuring)
  for (const place of others)
    await regionList(page)
      .nth(place)
      .click({ modifiers: ['Control'] })
  if (others.length > 0)
    await expect(page.getByText(texts.regions.chosen(others.length + 1), { exact: true })).toBeVisible()
}
