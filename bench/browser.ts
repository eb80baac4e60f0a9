import { type Browser, chromium } from '@playwright/test'
import { build } from '../scripts/build.ts'
import { provideChromium } from '../scripts/provide/chromium.ts'
import { provideOpenslide } from '../scripts/provide/openslide.ts'

/** Chromium without a window, for a bench to close; null where there is none. */
export async function launchChromium(): Promise<Browser | null> {
  const executablePath = await provideChromium()
  if (!executablePath) return null
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] })
}

/** The same with all that the program needs to be started for it: its pages built, OpenSlide where there is one. */
export async function openBrowser(): Promise<Browser> {
  const openslide = await provideOpenslide()
  if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
  await build()
  const browser = await launchChromium()
  if (!browser) throw new Error('There is no Chromium here to measure with.')
  return browser
}
