import { type Client, connect } from '../../contract/transport/client.ts'
import type { Desktop, DesktopMessage } from '../../contract/transport/desktop.ts'
import { NotLetIn, portOverHttp } from './http.ts'
import { pageKey } from './key.ts'
import { portOverMessages } from './messages.ts'

declare global {
  interface Window {
    /** Set by the preload script; present only in Electron. */
    ductal?: Desktop
  }
}

/** State of the page's connection to the host. */
export type Link =
  | { state: 'connecting' }
  | { state: 'open'; client: Client }
  /** `retrying`: the bridge keeps trying to reconnect by itself. */
  | { state: 'lost'; reason: 'ended' | 'refused' | 'stopped'; message: string; retrying: boolean }

/**
 * Native dialogs and paths of dropped files. Undefined in a browser, where the page uses its own
 * dialogs.
 */
export const desktop = window.ductal

/** Returns the absolute URL of a path from `contract/transport/urls.ts`. */
export function dataUrl(path: string): string {
  const url = new URL(path, document.baseURI)
  const key = pageKey()
  if (key !== undefined) url.searchParams.set('key', key)
  return url.href
}

/**
 * Connects to the host, through Electron if available and otherwise over HTTP, and reports every
 * change of the connection to `tell`. Over HTTP it reconnects by itself.
 */
export function openBridge(tell: (link: Link) => void): void {
  tell({ state: 'connecting' })
  if (desktop) throughElectron(desktop, tell)
  else void throughHttp(tell)
}

function throughElectron(desktop: Desktop, tell: (link: Link) => void): void {
  let current: ReturnType<typeof portOverMessages> | undefined
  window.addEventListener('message', event => {
    if (event.source !== window) return
    const message = event.data as Partial<DesktopMessage> | null
    if (message?.ductal === 'port' && event.ports[0]) {
      current?.retire()
      current = portOverMessages(event.ports[0])
      tell({ state: 'open', client: connect(current) })
    } else if (message?.ductal === 'closed') {
      current?.retire()
      current = undefined
      const text = (message as { message?: string }).message ?? ''
      tell({ state: 'lost', reason: 'stopped', message: text, retrying: false })
    }
  })
  // Older Chromium versions crash when a page unloads with an open port.
  window.addEventListener('pagehide', () => current?.retire())
  desktop.connect()
}

const longestPause = 5000

async function throughHttp(tell: (link: Link) => void): Promise<never> {
  for (let pause = 250; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      const { port, ended } = await portOverHttp()
      tell({ state: 'open', client: connect(port) })
      pause = 250
      await ended
      tell({ state: 'lost', reason: 'ended', message: '', retrying: true })
    } catch (error) {
      const reason = error instanceof NotLetIn ? 'refused' : 'ended'
      tell({ state: 'lost', reason, message: '', retrying: true })
    }
    await new Promise(resolve => setTimeout(resolve, pause))
  }
}
