/**
 * `node scripts/pictures.ts`: takes the pictures of docs/pictures from the program itself, in a browser, on a new library
 * with the demo slide. Never on a real slide.
 */
import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { texts } from '../renderer/texts.ts'
import { build } from './build.ts'
import { provideChromium } from './provide/chromium.ts'
import { provideOpenslide } from './provide/openslide.ts'
import { say } from './provide/say.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs', 'pictures')
const patience = 300_000

/** @param rest time for tiles to come and to fade in, ms */
async function shoot(page: Page, name: string, rest = 4000): Promise<void> {
  await page.waitForTimeout(rest)
  const picture = await page.screenshot()
  await sharp(picture)
    .png({ palette: true, quality: 90, effort: 8 })
    .toFile(join(folder, `${name}.png`))
  say(`docs/pictures/${name}.png`)
}

/** Patches of the first run that have a result. */
const analysedCells = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = await fetch('data/runs/1/grid')
    if (!answer.ok) return 0
    return new Float32Array(await answer.arrayBuffer()).filter(value => value >= 0).length
  })

async function tour(page: Page): Promise<void> {
  const entry = page.getByRole('list', { name: texts.library.slides }).getByRole('button').first()
  await entry.waitFor({ timeout: patience })
  await page.getByRole('button', { name: texts.analysis.start }).waitFor({ timeout: patience })
  await shoot(page, 'first-start')

  await page.getByRole('button', { name: texts.analysis.start }).click()
  const analysis = page.getByRole('region', { name: texts.run.name(1) })
  await analysis.getByRole('button', { name: texts.run.cancel, exact: true }).waitFor({ timeout: patience })
  while ((await analysedCells(page)) < 400) await page.waitForTimeout(200)
  await shoot(page, 'running', 300)

  await analysis.getByText(texts.run.status.done).waitFor({ timeout: patience })
  const viewer = await page.getByRole('application').boundingBox()
  if (viewer) await page.mouse.move(viewer.x + viewer.width * 0.35, viewer.y + viewer.height * 0.52)
  await shoot(page, 'heatmap')

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').getByRole('textbox').fill('rot')
  await shoot(page, 'palette', 500)
  await page.keyboard.press('Escape')
  await page.keyboard.press('\\')
  await shoot(page, 'side-by-side')
  await page.keyboard.press('\\')

  await page.getByRole('button', { name: texts.run.report, exact: true }).click()
  const preview = page.frameLocator('iframe')
  await preview.getByRole('heading', { name: 'Overview' }).waitFor({ timeout: patience })
  await shoot(page, 'report', 1000)
  await page.keyboard.press('Escape')

  await page.getByRole('tab', { name: texts.record.tab }).click()
  await shoot(page, 'record')

  await page.getByRole('button', { name: texts.bar.menu }).click()
  await page.getByRole('menuitem', { name: texts.commands.doctor }).click()
  await page.getByText(/not available here|Everything that was checked/).waitFor({ timeout: patience })
  await shoot(page, 'system-check')
}

const executablePath = await provideChromium()
if (!executablePath) throw new Error('There is no Chromium here to take pictures with.')
await build()
const data = await mkdtemp(join(tmpdir(), 'ductal-'))
const openslide = await provideOpenslide()
if (openslide) {
  // The system check shows this path: not the one of whoever takes the pictures.
  process.env.DUCTAL_OPENSLIDE = join(data, basename(openslide))
  await copyFile(openslide, process.env.DUCTAL_OPENSLIDE)
}
const door = join(root, 'electron', 'browser', 'main.ts')
const child = spawn(process.execPath, [door, '--no-open', '--port', '0', '--data', data], {
  stdio: ['ignore', 'pipe', 'inherit']
})
const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
const address = await new Promise<string>((resolve, reject) => {
  child.stdout.on('data', text => {
    const found = /http:\S+/.exec(String(text))?.[0]
    if (found) resolve(found)
  })
  child.once('exit', () => reject(new Error('The program ended before it printed its address.')))
})
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking']
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' })
  await page.goto(address)
  await tour(page)
} finally {
  await browser.close()
  child.kill('SIGTERM')
  await ended
  await rm(data, { recursive: true, force: true })
}
