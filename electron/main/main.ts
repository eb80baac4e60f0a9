/** Electron's main process: one window, its menu and dialogs, and the host process. */
import { join } from 'node:path'
import { app, BrowserWindow, session } from 'electron'
import { answerPages, connectWindow } from './bridge.ts'
import { chooseFolder, chooseSlides, offerCopy } from './dialogs.ts'
import { HostProcess } from './hostProcess.ts'
import { endWith } from './leaving.ts'
import { setMenu } from './menu.ts'
import { Opening, pathsOf } from './paths.ts'
import { registerScheme, serveApp } from './protocol.ts'
import { confineContents, denyPermissions } from './safety.ts'
import { createWindow } from './window.ts'

const appPath = app.getAppPath()
const inApp = (...parts: string[]) => join(appPath, 'out', ...parts)
const opening = new Opening()

const mainWindow = () => BrowserWindow.getAllWindows()[0]

function startHost(): HostProcess {
  const start = {
    resources: app.isPackaged ? process.resourcesPath : appPath,
    workerEntry: inApp('main', 'worker.cjs'),
    version: app.getVersion(),
    demo: !process.argv.includes('--no-demo')
  }
  const host: HostProcess = new HostProcess(inApp('main', 'host.cjs'), start, {
    restarted: () => {
      for (const window of BrowserWindow.getAllWindows()) connectWindow(window, host)
    },
    gone: async (message, copy) => {
      if (copy !== null && (await offerCopy(message, copy, 'Do not restore'))) await restore()
      else for (const { webContents } of BrowserWindow.getAllWindows()) webContents.send('closed', message)
    },
    readOnly: async (message, copy) => {
      if (await offerCopy(message, copy, 'Open read-only')) await restore()
    }
  })
  async function restore(): Promise<void> {
    await host.restore()
    for (const { webContents } of BrowserWindow.getAllWindows()) webContents.reload()
  }
  return host
}

/** Opens the user's choice from the menu; the page treats the paths as dropped files. */
async function openChosen(
  choose: (window: BrowserWindow) => Promise<string[] | string | null>
): Promise<void> {
  const window = mainWindow()
  const chosen = window && (await choose(window))
  if (chosen) opening.add([chosen].flat())
}

async function start(): Promise<void> {
  await app.whenReady()
  denyPermissions(session.defaultSession)
  const host = startHost()
  serveApp(inApp('renderer'), (path, signal) => host.resource(path, signal))
  answerPages(host, opening)
  setMenu({
    openSlides: () => void openChosen(chooseSlides),
    openFolder: () => void openChosen(chooseFolder)
  })
  endWith(host)
  createWindow()
  app.on('activate', () => {
    if (!mainWindow()) createWindow()
  })
}

function focus(): void {
  const window = mainWindow()
  if (window?.isMinimized()) window.restore()
  window?.focus()
}

app.setName('Ductal')
// Chromium refuses a sandbox that its command line rules out, as for root.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
process.on('uncaughtException', error => console.error(error))
// Programs with separate data folders must not share a window position or a lock.
if (process.env.DUCTAL_DATA) app.setPath('userData', join(process.env.DUCTAL_DATA, 'window'))
const paths = pathsOf(process.argv, app.isPackaged ? undefined : appPath, process.cwd())
if (app.requestSingleInstanceLock({ paths })) {
  registerScheme()
  confineContents()
  opening.add(paths)
  app.on('second-instance', (_event, _argv, _cwd, data) => {
    opening.add((data as { paths: string[] }).paths)
    focus()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    opening.add([path])
  })
  void start()
} else app.quit()
