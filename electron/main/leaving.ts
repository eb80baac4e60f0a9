import { app, BrowserWindow } from 'electron'
import { loseUnsaved } from './dialogs.ts'
import type { HostProcess } from './hostProcess.ts'

/** So long what is on its way may take to be saved before a window that was told to close says that something is not. */
const patienceMs = 3000
const againMs = 100

/** A page holds its window open while something is not saved: it is told to close again and again for a moment, then a person decides. */
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

/** The program ends once its windows are closed, and then its host: a window that is held open holds the program. */
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
