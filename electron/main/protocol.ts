import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { protocol } from 'electron'
import { assetOf, pageHeaders } from '../../contract/transport/page.ts'
import type { Resource } from '../../contract/transport/urls.ts'

export const origin = 'ductal://app'

/**
 * Call before Electron is ready. Gives `ductal://` pages the privileges of https: fetch, streams
 * and CORS.
 */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'ductal', privileges }])
}

type Ask = (path: string, signal: AbortSignal) => Promise<Resource>

/** Serves the page from `pageFolder` and, under `data/`, the host's data. */
export function serveApp(pageFolder: string, ask: Ask): void {
  protocol.handle('ductal', async request => {
    const url = new URL(request.url)
    if (url.host !== 'app' || request.method !== 'GET')
      return answer({ status: 404, type: 'text/plain', body: none })
    if (url.pathname.startsWith('/data/')) return answer(await ask(url.pathname.slice(1), request.signal))
    return answer(await page(pageFolder, url.pathname))
  })
}

const none = new Uint8Array()

async function page(pageFolder: string, pathname: string): Promise<Resource> {
  const asset = assetOf(pathname)
  const body = asset && (await readFile(join(pageFolder, asset.path)).catch(() => undefined))
  return body ? { status: 200, type: asset.type, body } : { status: 404, type: 'text/plain', body: none }
}

const answer = ({ status, type, policy, body }: Resource) =>
  new Response(Buffer.from(body.buffer, body.byteOffset, body.byteLength) as Uint8Array<ArrayBuffer>, {
    status,
    headers: {
      ...pageHeaders,
      'content-type': type,
      'access-control-allow-origin': origin,
      ...(policy && { 'content-security-policy': policy })
    }
  })
