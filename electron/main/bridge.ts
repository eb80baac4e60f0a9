import {
  BrowserWindow,
  ClipboardItem,
  clipboard,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  MessageChannelMain
} from 'electron'
import { chooseExport, chooseFolder, chooseRegions, chooseSlides } from './dialogs.ts'
import type { HostProcess } from './hostProcess.ts'
import { menuGroupsOf, showCommands } from './menu.ts'
import type { Opening } from './paths.ts'
import { origin } from './protocol.ts'

const signature = [0x89, 0x50, 0x4e, 0x47]

/**
 * @param png bytes of a PNG file, from a page
 * @throws Error
 */
export async function copyPicture(png: unknown): Promise<void> {
  if (!(png instanceof Uint8Array) || signature.some((byte, place) => png[place] !== byte))
    throw new Error('This is not an image for the clipboard.')
  const picture = new Blob([Uint8Array.from(png)], { type: 'image/png' })
  await clipboard.write([new ClipboardItem({ 'image/png': picture })])
}

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

/**
 * Ignores a message that is not from our page, or not what the preload script sends. An error that
 * leaves a listener would stop the program with a dialog.
 */
function on(channel: string, take: (window: BrowserWindow, ...values: unknown[]) => void): void {
  ipcMain.on(channel, (event, ...values: unknown[]) => {
    try {
      take(windowOf(event), ...values)
    } catch (error) {
      console.error(`The message ${channel} was ignored: ${error instanceof Error ? error.message : error}`)
    }
  })
}

/** Handles messages from the preload script; checks the sender and the values of each. */
export function answerPages(host: HostProcess, opening: Opening): void {
  on('connect', window => connectWindow(window, host))
  on('takes-paths', ({ webContents }) => {
    opening.to(paths => webContents.send('open', paths))
    webContents.once('did-start-loading', () => opening.hold())
    webContents.once('destroyed', () => opening.hold())
  })
  on('commands', ({ webContents }, groups) =>
    showCommands(menuGroupsOf(groups), id => webContents.send('command', id))
  )
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
