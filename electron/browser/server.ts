import { open, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { failureOf } from '../../contract/errors.ts'
import { assetOf, pageHeaders } from '../../contract/transport/page.ts'
import type { FromHost, Port, ToHost } from '../../contract/transport/port.ts'
import type { Resource } from '../../contract/transport/urls.ts'
import { messagesOf, Refused } from './body.ts'
import { Guard } from './guard.ts'
import { type Notice, notices } from './notices.ts'
import { Ports } from './ports.ts'

/** The parts of a host that the browser server needs. */
export interface Served {
  serve(port: Port<FromHost, ToHost>): void
  resource(path: string, signal?: AbortSignal): Promise<Resource>
}

export interface BrowserDoor {
  /** Opens the program once, in the first browser that requests it. */
  address: string
  origin: string
  close(): Promise<void>
}

/**
 * Serves the page in `pageFolder` and the host's data on 127.0.0.1; `port` 0 picks a free one.
 * Rejects if the port is in use.
 */
export async function openBrowserDoor(host: Served, pageFolder: string, port = 0): Promise<BrowserDoor> {
  const server = createServer()
  await listen(server, port)
  const guard = new Guard((server.address() as AddressInfo).port)
  const ports = new Ports(tab => host.serve(tab))
  server.on('request', (request, response) => {
    answer({ host, pageFolder, guard, ports }, request, response).catch(error => fail(response, error))
  })
  return {
    address: guard.address,
    origin: guard.origin,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        ports.close()
        server.closeAllConnections()
      })
  }
}

interface Door {
  host: Served
  pageFolder: string
  guard: Guard
  ports: Ports
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })

/** Answers the request, or returns the notice to answer with. */
async function route(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse
): Promise<Notice | undefined> {
  const { guard } = door
  if (!guard.isAddressedHere(request.headers)) return notices.elsewhere
  const { pathname, searchParams } = new URL(request.url ?? '/', guard.origin)
  const method = request.method ?? 'GET'
  const token = searchParams.get('token')
  if (method === 'GET' && pathname === '/' && token !== null) return enter(guard, request, response, token)
  if (!guard.comesFromThePage(method, request.headers)) return notices.foreign
  if (!guard.hasSession(request.headers)) return notices.unknown
  const isPage = method === 'GET' && pathname !== '/port' && !pathname.startsWith('/data/')
  if (!isPage && !guard.hasKey(request.headers, searchParams)) return notices.unknown
  const id = /^\/port\/([\w-]+)$/.exec(pathname)?.[1]
  if (method === 'POST' && id) return take(door, id, request, response)
  if (method !== 'GET') return notices.method
  if (pathname === '/port') return door.ports.open(response) ? undefined : notices.crowded
  if (pathname.startsWith('/data/')) return data(door, pathname.slice(1), response)
  return page(door, pathname, response)
}

/**
 * The welcome page redirects by itself, because the session cookie only counts for requests from
 * this origin.
 */
function enter(guard: Guard, request: IncomingMessage, response: ServerResponse, token: string): Notice {
  const entry = guard.enter(token)
  if (entry === 'opened') response.setHeader('set-cookie', guard.cookie)
  if (entry === 'opened') return notices.welcome(guard.key)
  // The key only for who knows the token: a cookie alone may be another program's.
  if (guard.hasSession(request.headers)) return notices.welcome(entry === 'used' ? guard.key : '')
  return entry === 'used' ? notices.used : notices.unknown
}

async function take({ ports }: Door, id: string, request: IncomingMessage, response: ServerResponse) {
  const found = ports.post(id, await messagesOf(request))
  if (!found) return notices.missing
  response.writeHead(204).end()
  return undefined
}

async function data({ host }: Door, path: string, response: ServerResponse): Promise<undefined> {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const { status, type, policy, download, body } = await host.resource(path, left.signal)
  if (policy) response.setHeader('content-security-policy', policy)
  if (download) return send(download, response)
  response.writeHead(status, { 'content-type': type, 'content-length': body.byteLength }).end(body)
}

/** Always as an attachment, so that a browser never shows such a file as a page of this origin. */
async function send({ path, name }: { path: string; name: string }, response: ServerResponse) {
  const file = await open(path)
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': (await file.stat()).size,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`
  })
  await pipeline(file.createReadStream(), response)
  return undefined
}

async function page({ pageFolder }: Door, pathname: string, response: ServerResponse) {
  const asset = assetOf(pathname)
  const body = asset && (await readFile(join(pageFolder, asset.path)).catch(() => undefined))
  if (!body) return notices.missing
  response.writeHead(200, { 'content-type': asset.type, 'content-length': body.byteLength }).end(body)
  return undefined
}

async function answer(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value)
  const notice = await route(door, request, response)
  if (notice)
    response.writeHead(notice.status, { 'content-type': 'text/html; charset=utf-8' }).end(notice.html)
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const status = error instanceof Refused ? error.status : 500
  const { code, message } = failureOf(error)
  if (status === 500 && code === 'internal') console.error(error)
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(error instanceof Refused ? error.message : message)
}
