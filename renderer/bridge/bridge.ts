import { type Client, connect } from '../../contract/client.ts'
import type { Desktop, DesktopMessage } from '../../contract/desktop.ts'
import { NotLetIn, portOverHttp } from './http.ts'
import { portOverMessages } from './messages.ts'

declare global {
  interface Window {
    /** Present in Electron, put there by the preload. */
    ductal?: Desktop
  }
}

/** How the page stands with the host. */
export type Link =
  | { state: 'connecting' }
  | { state: 'open'; client: Client }
  /** `retrying`: the bridge goes on trying by itself. */
  | { state: 'lost'; reason: 'ended' | 'refused' | 'stopped'; message: string; retrying: boolean }

/** Dialogs and dropped paths of the desktop; undefined in a browser, where the page has its own dialogs. */
export const desktop = window.ductal

/** The address of what `contract/urls.ts` names. */
export const dataUrl = (path: string): string => new URL(path, document.baseURI).href

/** Connects to the host by whichever door this page came through, and goes on doing so. */
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
  // A page that leaves with an open port crashes in older Chromiums.
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
