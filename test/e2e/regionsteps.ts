import type { Locator, Page } from '@playwright/test'
import { expect } from './fixture.ts'
import { texts } from './steps.ts'

/** A place in the view: shares of its width and height. */
type Place = readonly [right: number, down: number]

/** A hand with a mouse over the slide as it lies now. */
export interface Hand {
  click(...places: Place[]): Promise<void>
  /** Down at the first place, over the others, and up at the last; `held` happens before the button is let go. */
  drag(places: Place[], held?: () => Promise<void>): Promise<void>
  /** The same, and the button stays down. */
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

/** The regions as the page lists them, the oldest first. */
export const regionList = (page: Page): Locator =>
  page.getByRole('listbox', { name: texts.regions.list }).getByRole('option')

/** As many regions there are, in the page's words; the list itself holds only the rows in view. */
export const hasRegions = (page: Page, count: number): Promise<void> =>
  expect(page.getByText(texts.regions.count(count), { exact: true })).toBeVisible()

/** What the page measures: of what is being drawn, or of the chosen region. */
export const measured = (page: Page, which: 'drawn' | 'measures'): Locator =>
  page.getByRole('group', { name: texts.regions[which], exact: true })

/** Chooses the regions of these places in the list, in this order: the first by keys, more by pointer. */
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
