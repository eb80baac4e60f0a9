import { app, BrowserWindow } from 'electron'
import { loseUnsaved } from './dialogs.ts'
import type { HostProcess } from './hostProcess.ts'

/** How long a closing window may take to save changes before the user is warned of unsaved ones. */
const patienceMs = 3000
const againMs = 100

/**
 * A page blocks closing while something is unsaved. Retries the close for a moment, then lets the
 * user decide.
 */
export function askBeforeLoss(window: BrowserWindow): void {
  let since: number | undefined
  let again: NodeJS.Timeout | undefined
  window.on('close', () => {
    since ??= Date.now()
  })
  window.webContents.on('will-prevent-unload', event => {
    if (since !== undefined && Date.now() - since < patienceMs) {
      clearTimeout(again)
      again = setTimeout(() => {
        if (!window.isDestroyed()) window.close()
      }, againMs)
      return
    }
    clearTimeout(again)
    since = undefined
    if (loseUnsaved(window)) event.preventDefault()
  })
}

/**
 * Quits once all windows are closed and then the host has ended; a window that stays open keeps the
 * program running.
 */
export function endWith(host: HostProcess): void {
  let ended = false
  app.on('before-quit', event => {
    if (ended) return
    event.preventDefault()
    const windows = BrowserWindow.getAllWindows()
    for (const window of windows) window.close()
    if (windows.length > 0) return
    void host.close().then(() => {
      ended = true
      app.quit()
    })
  })
  app.on('window-all-closed', () => app.quit())
}
