import { app, type Session, shell, type WebContents } from 'electron'
import { origin } from './protocol.ts'

/** The only external sites that a link may open, in the system's browser. */
const allowedSites = new Set(['https://openslide.org', 'https://doi.org', 'https://creativecommons.org'])

const isOurs = (url: string) => url === origin || url.startsWith(`${origin}/`)

export function isAllowedOutside(url: string): boolean {
  try {
    return allowedSites.has(new URL(url).origin)
  } catch {
    return false
  }
}

/** Denies all browser permissions and downloads; the page needs none, as it saves by the host. */
export function denyPermissions(session: Session): void {
  session.on('will-download', event => event.preventDefault())
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** Keeps web contents from showing other pages, opening windows, or embedding webviews. */
export function confineContents(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    if (!isOurs(url)) event.preventDefault()
  })
  contents.on('will-redirect', (event, url) => {
    if (!isOurs(url)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedOutside(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
