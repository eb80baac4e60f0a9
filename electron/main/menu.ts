import { app, dialog, Menu, type MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  openSlides(): void
  openFolder(): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function about(): void {
  void dialog.showMessageBox({
    type: 'info',
    title: 'About Ductal',
    message: `Ductal ${app.getVersion()}`,
    detail: 'Marks where a network sees invasive ductal carcinoma. For research only, not for diagnosis.'
  })
}

export function setMenu({ openSlides, openFolder }: MenuActions): void {
  const mac = process.platform === 'darwin'
  const development: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [separator, { role: 'toggleDevTools' }]
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open slides…', accelerator: 'CmdOrCtrl+O', click: openSlides },
        { label: 'Open &folder…', accelerator: 'CmdOrCtrl+Shift+O', click: openFolder },
        separator,
        { role: mac ? 'close' : 'quit' }
      ]
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'reload' },
        ...development
      ]
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'About Ductal', click: about }] }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
