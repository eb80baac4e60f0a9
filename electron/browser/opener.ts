import { spawn } from 'node:child_process'

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
  linux: ['xdg-open', []],
  darwin: ['open', []],
  win32: ['explorer.exe', []]
}

/**
 * Opens the address in the default browser if there is a display. If that fails, the user can open
 * the printed address.
 */
export function openInBrowser(address: string): void {
  const opener = openers[process.platform]
  if (!opener || !hasDisplay()) return
  const [command, args] = opener
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true })
  child.once('error', () => {})
  child.unref()
}
