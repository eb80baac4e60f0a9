import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findProgram, installPackages, isProgram } from './program.ts'
import { say } from './say.ts'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
  'chrome'
]

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(folder => folder !== undefined)
    .flatMap(folder => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe')
    ])
]

/**
 * Returns the path of a Chromium for the end-to-end tests: `DUCTAL_CHROMIUM`, Playwright's own, the
 * system's, or the Debian package if this user may install it. Undefined if there is none.
 */
export async function provideChromium(): Promise<string | undefined> {
  const found = find()
  if (found) return found
  if (!(await installPackages('chromium', 'fonts-dejavu-core'))) {
    say('Chromium is not installed. Run "npx playwright install chromium".')
    return undefined
  }
  return findProgram('chromium')
}

function find(): string | undefined {
  const given = process.env.DUCTAL_CHROMIUM
  if (given && isProgram(given)) return given
  const own = chromium.executablePath()
  if (own && isProgram(own)) return own
  return findProgram(...names) ?? places.find(isProgram)
}
