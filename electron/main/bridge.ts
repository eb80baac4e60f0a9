import {
  BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  MessageChannelMain
} from 'electron'
import { copyPicture } from './clipboard.ts'
import { chooseExport, chooseFolder, chooseRegions, chooseSlides } from './dialogs.ts'
import type { HostProcess } from './hostProcess.ts'
import { menuGroupsOf, showCommands } from './menu.ts'
import type { Opening } from './paths.ts'
import { origin } from './protocol.ts'

/**
 * Returns the window whose main frame, showing our page, sent a message. Throws for any other
 * sender.
 */
function windowOf({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(sender)
  if (!window || senderFrame !== sender.mainFrame || !senderFrame.url.startsWith(`${origin}/`))
    throw new Error('This message does not come from Ductal’s own page.')
  return window
}

/** Sends a window a port to the host, or the reason why there is none. */
export function connectWindow(window: BrowserWindow, host: HostProcess): void {
  const { port1, port2 } = new MessageChannelMain()
  if (host.connect(port1)) window.webContents.postMessage('port', null, [port2])
  else window.webContents.send('closed', host.reason)
}

/** Handles messages from the preload script; checks the sender and the values of each. */
export function answerPages(host: HostProcess, opening: Opening): void {
  ipcMain.on('connect', event => connectWindow(windowOf(event), host))
  ipcMain.on('takes-paths', event => {
    const { webContents } = windowOf(event)
    opening.to(paths => webContents.send('open', paths))
    webContents.once('did-start-loading', () => opening.hold())
    webContents.once('destroyed', () => opening.hold())
  })
  ipcMain.on('commands', (event, groups: unknown) => {
    const { webContents } = windowOf(event)
    showCommands(menuGroupsOf(groups), id => webContents.send('command', id))
  })
  ipcMain.handle('copy-picture', (event, png: unknown) => {
    windowOf(event)
    return copyPicture(png)
  })
  ipcMain.handle('choose-slides', event => chooseSlides(windowOf(event)))
  ipcMain.handle('choose-folder', event => chooseFolder(windowOf(event)))
  ipcMain.handle('choose-regions', event => chooseRegions(windowOf(event)))
  ipcMain.handle('choose-export', async (event, name: unknown, extension: unknown) => {
    const path = await chooseExport(windowOf(event), name, extension)
    return path === null ? null : host.choose(path)
  })
}
