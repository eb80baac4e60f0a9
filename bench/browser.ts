import { type Browser, chromium } from '@playwright/test'
import { build } from '../scripts/build.ts'
import { provideChromium } from '../scripts/provide/chromium.ts'
import { provideOpenslide } from '../scripts/provide/openslide.ts'

/** Starts headless Chromium, which the caller closes. Returns null if there is no Chromium. */
export async function launchChromium(): Promise<Browser | null> {
  const executablePath = await provideChromium()
  if (!executablePath) return null
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] })
}

/** Same, after preparing what the program needs to start: builds the pages and finds OpenSlide. */
export async function openBrowser(): Promise<Browser> {
  const openslide = await provideOpenslide()
  if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
  await build()
  const browser = await launchChromium()
  if (!browser) throw new Error('Chromium is not installed. Run "npx playwright install chromium".')
  return browser
}
