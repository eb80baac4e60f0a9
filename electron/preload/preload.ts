/** The bridge between the page and main: exactly what contract/transport/desktop.ts declares. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Desktop, DesktopMessage } from '../../contract/transport/desktop.ts'

const tell = (message: DesktopMessage, ports: MessagePort[] = []) =>
  window.postMessage(message, window.location.origin, ports)

ipcRenderer.on('port', ({ ports }) => tell({ ductal: 'port' }, ports))
ipcRenderer.on('closed', (_event, message: string) => tell({ ductal: 'closed', message }))

/** Before Electron 32, a dropped file has a `path` property. */
const pathOf = (file: File) => webUtils?.getPathForFile(file) ?? (file as File & { path?: string }).path ?? ''

const desktop: Desktop = {
  platform: process.platform,
  connect: () => ipcRenderer.send('connect'),
  chooseSlides: () => ipcRenderer.invoke('choose-slides'),
  chooseFolder: () => ipcRenderer.invoke('choose-folder'),
  chooseRegions: () => ipcRenderer.invoke('choose-regions'),
  chooseExport: (name, extension) => ipcRenderer.invoke('choose-export', name, extension),
  offerCommands: groups => ipcRenderer.send('commands', groups),
  onCommand(take) {
    ipcRenderer.removeAllListeners('command')
    ipcRenderer.on('command', (_event, id: string) => take(id))
  },
  copyPicture: png => ipcRenderer.invoke('copy-picture', png),
  pathOf: file => (file instanceof File ? pathOf(file) : ''),
  onOpen(take) {
    ipcRenderer.removeAllListeners('open')
    ipcRenderer.on('open', (_event, paths: string[]) => take(paths))
    ipcRenderer.send('takes-paths')
  }
}

contextBridge.exposeInMainWorld('ductal', desktop)
