import { app, dialog, Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuEntry, MenuGroup } from '../../contract/transport/desktop.ts'

export interface MenuActions {
  openSlides(): void
  openFolder(): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }
const mac = process.platform === 'darwin'
let actions: MenuActions | undefined

function about(): void {
  void dialog.showMessageBox({
    type: 'info',
    title: 'About Ductal',
    message: `Ductal ${app.getVersion()}`,
    detail: 'Marks possible invasive ductal carcinoma for review. Research use only. Not for diagnosis.'
  })
}

export function setMenu(own: MenuActions): void {
  actions = own
  showCommands([], () => {})
}

/**
 * Shows the page's commands in the menu, replacing the previous ones.
 * @param run called with the id of the chosen command
 */
export function showCommands(groups: MenuGroup[], run: (id: string) => void): void {
  const development: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [separator, { role: 'toggleDevTools' }]
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open slides…', accelerator: 'CmdOrCtrl+O', click: () => actions?.openSlides() },
        { label: 'Open &folder…', accelerator: 'CmdOrCtrl+Shift+O', click: () => actions?.openFolder() },
        separator,
        { role: mac ? 'close' : 'quit' }
      ]
    },
    { role: 'editMenu' },
    ...groups.map(group => ({ label: group.title, submenu: group.entries.map(entry => itemOf(entry, run)) })),
    {
      label: '&Window',
      submenu: [
        { role: 'minimize' },
        { role: 'togglefullscreen' },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'reload' },
        ...development
      ]
    },
    { role: 'help', submenu: [{ label: 'About Ductal', click: about }] }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

/**
 * Shows keys without registering them, because the page decides when a key means a command. macOS
 * cannot show a key without registering it.
 */
function itemOf(
  { id, title, accelerator, enabled, checked }: MenuEntry,
  run: (id: string) => void
): MenuItemConstructorOptions {
  return {
    label: title.replaceAll('&', '&&'),
    enabled,
    ...(checked === null ? {} : { type: 'checkbox' as const, checked }),
    ...(accelerator === null || mac ? {} : { accelerator, registerAccelerator: false }),
    click: () => run(id)
  }
}

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most

/**
 * Validates the commands sent by a page.
 * @throws Error
 */
export function menuGroupsOf(value: unknown): MenuGroup[] {
  const refuse = () => new Error('These are not commands for a menu.')
  if (!Array.isArray(value) || value.length > 20) throw refuse()
  return value.map(group => {
    if (!isText(group?.title, 100) || !Array.isArray(group.entries) || group.entries.length > 200)
      throw refuse()
    return { title: group.title, entries: group.entries.map(entryOf) }
  })

  function entryOf(entry: Record<string, unknown> | null): MenuEntry {
    const { id, title, accelerator, enabled, checked } = entry ?? {}
    if (!isText(id, 100) || !isText(title, 200) || typeof enabled !== 'boolean') throw refuse()
    if (accelerator !== null && !(isText(accelerator, 40) && /^[\x21-\x7e]+$/.test(accelerator)))
      throw refuse()
    if (checked !== null && typeof checked !== 'boolean') throw refuse()
    return { id, title, accelerator, enabled, checked }
  }
}
