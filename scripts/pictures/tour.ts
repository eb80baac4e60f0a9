import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { demoName } from '../../demo/demo.ts'
import { readTruth } from '../../demo/truth.ts'
import { texts } from '../../renderer/texts.ts'
import { writeDemoPatches } from '../../test/support/demoPatches.ts'
import { say } from '../provide/say.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures')
const patience = 300_000

/**
 * Takes a screenshot of the page in both themes.
 * @param rest milliseconds for tiles to load and fade in; 0 if the page will not hold still that
 *   long
 */
async function shoot(page: Page, name: string, rest = 800): Promise<void> {
  const taken: { file: string; picture: Buffer }[] = []
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.getByText(texts.viewer.reading).first().waitFor({ state: 'hidden', timeout: patience })
    await page.waitForTimeout(rest)
    // The first screenshot makes the page redraw completely in the current colours.
    if (rest > 0) await page.screenshot()
    taken.push({ file: theme === 'dark' ? `${name}-dark` : name, picture: await page.screenshot() })
  }
  for (const { file, picture } of taken)
    await sharp(picture)
      .webp({ quality: 82, effort: 6, smartSubsample: true })
      .toFile(join(folder, `${file}.webp`))
  say(`docs/pictures/${name}.webp, and in dark`)
}

/** Number of patches of the first run that have a result. */
const analysedCells = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = await fetch('data/runs/1/grid')
    if (!answer.ok) return 0
    return new Float32Array(await answer.arrayBuffer()).filter(value => value >= 0).length
  })

const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name })
const saved = (page: Page) => page.getByText(texts.saving.saved).waitFor({ timeout: patience })

/** Shows a library without slides. */
export async function emptyTour(page: Page): Promise<void> {
  await page.getByText(texts.library.emptyTitle).waitFor({ timeout: patience })
  await shoot(page, 'empty-library')
}

/**
 * Goes from the first start to a signed review and its report, then through models and help.
 * @param data the program's data folder, which also serves as its home folder
 */
export async function tour(page: Page, data: string): Promise<void> {
  await firstStart(page)
  await analysis(page)
  await viewer(page)
  await review(page)
  await regions(page)
  await signature(page)
  await models(page, data)
  await help(page)
}

async function firstStart(page: Page): Promise<void> {
  await page.getByRole('region', { name: /^Tour, step/ }).waitFor({ timeout: patience })
  await page.keyboard.press('Enter')
  await shoot(page, 'first-look', 4000)
  await page.keyboard.press('Escape')
  await shoot(page, 'first-start')
}

async function analysis(page: Page): Promise<void> {
  await page.getByRole('button', { name: texts.analysis.start }).click()
  const run = page.getByRole('region', { name: texts.run.name(1) })
  await run.getByRole('button', { name: texts.run.cancel, exact: true }).waitFor({ timeout: patience })
  while ((await analysedCells(page)) < 100) await page.waitForTimeout(100)
  await shoot(page, 'running', 0)
  await run.getByText(texts.run.status.done).waitFor({ timeout: patience })
  const stage = await page.getByRole('application').boundingBox()
  if (stage) await page.mouse.move(stage.x + stage.width * 0.35, stage.y + stage.height * 0.52)
  await shoot(page, 'heatmap', 2000)
}

async function viewer(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').getByRole('textbox').fill('rot')
  await shoot(page, 'palette')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: texts.record.tab }).click()
  await shoot(page, 'record', 2000)
  await page.getByRole('tab', { name: texts.slide.tab }).click()
  await shoot(page, 'slide')
}

async function review(page: Page): Promise<void> {
  await page.keyboard.press('q')
  await page.getByRole('button', { name: texts.queue.decisions.positive }).click({ timeout: patience })
  const who = dialog(page, texts.reviewer.title)
  await who.getByLabel(texts.reviewer.name, { exact: true }).fill('Dr. Ada Reader')
  await page.keyboard.press('Enter')
  await who.waitFor({ state: 'hidden' })
  for (const key of '1112111311') {
    await page.keyboard.press(key)
    await page.waitForTimeout(150)
  }
  await saved(page)
  await shoot(page, 'review', 3000)
}

/** Adds one region of marked patches and one drawn by hand, and names the first. */
async function regions(page: Page): Promise<void> {
  await page.keyboard.press('a')
  await page.keyboard.press('0')
  await page.waitForTimeout(1500)
  await page.keyboard.press('m')
  const list = page.getByRole('listbox', { name: texts.regions.list }).getByRole('option')
  await list.first().waitFor()
  await page.keyboard.press('e')
  const stage = await page.getByRole('application').boundingBox()
  if (!stage) throw new Error('The slide is not on screen.')
  const at = (x: number, y: number) => [stage.x + stage.width * x, stage.y + stage.height * y] as const
  await page.mouse.move(...at(0.5, 0.19))
  await page.mouse.down()
  await page.mouse.move(...at(0.62, 0.34), { steps: 8 })
  await page.mouse.up()
  await list.nth(1).waitFor()
  await page.keyboard.press('v')
  await list.first().click()
  await page.getByLabel(texts.regions.name, { exact: true }).fill('Main focus')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await saved(page)
  // The click scrolled to the list; the details of the region start above it.
  await page.getByText(texts.regions.name, { exact: true }).first().scrollIntoViewIfNeeded()
  await shoot(page, 'regions', 1500)
}

async function signature(page: Page): Promise<void> {
  await page.getByRole('tab', { name: texts.history.tab }).click()
  await page
    .getByLabel(texts.comments.onSlide)
    .fill('Second focus at the upper edge: please look at it, too.')
  await page.getByLabel(texts.comments.onSlide).press('Control+Enter')
  await saved(page)
  await shoot(page, 'history')
  // Leave the comment box, or the next keys would be typed into it.
  await page.getByRole('tab', { name: texts.history.tab }).focus()
  await page.keyboard.press('Shift+G')
  await dialog(page, texts.signing.title).waitFor()
  await shoot(page, 'sign')
  await page.getByRole('button', { name: texts.signing.confirm }).click()
  await dialog(page, texts.signing.title).waitFor({ state: 'hidden' })
  await page.keyboard.press('ControlOrMeta+p')
  await page.frameLocator('iframe').getByRole('heading', { name: 'Overview' }).waitFor({ timeout: patience })
  await shoot(page, 'report', 1500)
  await page.keyboard.press('Escape')
}

async function models(page: Page, data: string): Promise<void> {
  const path = join(data, 'demo', demoName)
  const truth = await readTruth(`${path}.truth.json`)
  if (!truth) throw new Error('The demo slide has no ground truth.')
  await writeDemoPatches(path, truth, join(data, 'patches'))
  await page.keyboard.press('Shift+M')
  await page.getByRole('heading', { name: texts.models.title }).first().waitFor()
  await page.getByText(/^Self-test passed/).waitFor({ timeout: patience })
  // Avoid the overview, which shows the model's path on this machine.
  await page.getByRole('tab', { name: texts.models.tabs.figures }).click()
  await shoot(page, 'models')
  const { compare } = texts.models
  await page.getByRole('button', { name: compare.open }).click()
  await page.getByLabel(compare.folder, { exact: true }).fill(join(data, 'patches'))
  await page.keyboard.press('Enter')
  await page.getByRole('table', { name: compare.figures }).waitFor({ timeout: patience })
  await shoot(page, 'models-compared')
  await page.keyboard.press('Escape')
}

async function help(page: Page): Promise<void> {
  await page.keyboard.press('\\')
  await page.keyboard.press('0')
  await shoot(page, 'side-by-side', 3000)
  await page.keyboard.press('\\')
  await page.keyboard.press('?')
  await shoot(page, 'keys')
  await page.keyboard.press('Escape')
  await page.keyboard.press('F1')
  await dialog(page, texts.guide.title).getByLabel(texts.guide.search).fill('regions')
  await page.keyboard.press('Enter')
  await shoot(page, 'guide')
  await page.keyboard.press('Escape')
  await page.keyboard.press('F8')
  await page.getByText(/not work on this computer|Everything Ductal needs/).waitFor({ timeout: patience })
  await shoot(page, 'system-check')
}
