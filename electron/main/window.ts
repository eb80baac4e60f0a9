import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { askBeforeLoss } from './leaving.ts'
import { origin } from './protocol.ts'
import { readWindowState, writeWindowState } from './windowState.ts'

/** A page that crashes again within this time is not reloaded. */
const relapseMs = 10_000

/** Creates the program's only window, which remembers its position and reloads a crashed page. */
export function createWindow(): BrowserWindow {
  const file = join(app.getPath('userData'), 'window.json')
  const areas = screen.getAllDisplays().map(display => display.workArea)
  const { bounds, maximized } = readWindowState(file, areas)
  const window = new BrowserWindow({
    width: 1400,
    height: 900,
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Ductal',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111111' : '#ffffff',
    webPreferences: {
      preload: join(app.getAppPath(), 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false
    }
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    writeWindowState(file, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  )
  askBeforeLoss(window)
  reviveWhenGone(window)
  void window.loadURL(`${origin}/`)
  return window
}

/** The page keeps its state in its own storage and in the library, so a reload restores it. */
function reviveWhenGone(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || Date.now() - last < relapseMs) return
    last = Date.now()
    window.webContents.reload()
  })
}
