import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  linux: ['xdg-open', []],
  darwin: ['open', []],
  win32: ['explorer.exe', []]
}

/**
 * Writes a private file that leads a browser to the address. Every user of a computer can read the
 * arguments of a program, and the address contains the token.
 * @returns its path
 */
export function writeRedirect(address: string, dataFolder: string): string {
  const path = join(dataFolder, 'open-in-browser.html')
  rmSync(path, { force: true })
  const text = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${address}"><title>Ductal</title><a href="${address}">Open Ductal</a>\n`
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  return path
}

/**
 * Opens the address in the default browser if there is a display. If that fails, the user can open
 * the printed address.
 */
export function openInBrowser(address: string, dataFolder: string): void {
  const opener = openers[process.platform]
  if (!opener || !hasDisplay()) return
  const [command, args] = opener
  const file = pathToFileURL(writeRedirect(address, dataFolder)).href
  const child = spawn(command, [...args, file], { stdio: 'ignore', detached: true })
  child.once('error', () => {})
  child.unref()
}

/** Removes the file, whose token does not work any more. */
export const removeRedirect = (dataFolder: string): void =>
  rmSync(join(dataFolder, 'open-in-browser.html'), { force: true })
