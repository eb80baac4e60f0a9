import { type Client, connect } from '../../contract/transport/client.ts'
import type { FromHost, ToHost } from '../../contract/transport/port.ts'

/** A browser that has opened the printed address. */
export interface Session {
  /** Opens one more tab. */
  open(): Promise<Client>
  download(address: string): Promise<Uint8Array>
}

/** Opens the printed address, as a browser does, and keeps what lets further requests in. */
export async function enter(address: string): Promise<Session> {
  const { origin } = new URL(address)
  const entry = await fetch(address)
  const cookie = entry.headers.get('set-cookie')?.split(';')[0]
  const key = /#key=([\w-]+)/.exec(await entry.text())?.[1]
  if (!cookie || !key) throw new Error(`The address ${address} was refused (${entry.status}).`)
  const headers = { cookie, 'x-ductal-key': key, origin }
  return {
    open: () => openTab(origin, headers),
    async download(path) {
      const response = await fetch(new URL(path, origin), { headers })
      if (!response.ok) throw new Error(`The download was refused (${response.status}).`)
      return new Uint8Array(await response.arrayBuffer())
    }
  }
}

async function openTab(origin: string, headers: Record<string, string>): Promise<Client> {
  const leave = new AbortController()
  const response = await fetch(new URL('port', origin), { headers, signal: leave.signal })
  if (!response.ok || !response.body) throw new Error(`The tab was refused (${response.status}).`)
  let take: (message: FromHost) => void = () => {}
  let closed = () => {}
  let named: (id: string) => void
  let lost: (error: Error) => void
  const port = new Promise<string>((resolve, reject) => {
    named = resolve
    lost = reject
  })
  const read = (data: string) => {
    const message = JSON.parse(data) as { port: string } | FromHost
    if ('port' in message) named(message.port)
    else take(message)
  }
  const ended = pump(response.body, read).finally(() => {
    leave.abort()
    lost(new Error('The program ended while a tab opened.'))
    closed()
  })
  const id = await port
  let last: Promise<unknown> = Promise.resolve()
  return connect({
    post(message: ToHost) {
      // One request at a time keeps the order.
      last = last
        .then(() =>
          fetch(new URL(`port/${id}`, origin), {
            method: 'POST',
            // A connection that is kept may be closed by the server just when it is used again.
            headers: { ...headers, 'content-type': 'application/json', connection: 'close' },
            body: JSON.stringify([message])
          })
        )
        .then(({ status }) => {
          if (status !== 204) leave.abort()
        })
        .catch(() => leave.abort())
    },
    listen(onMessage, onClose) {
      take = onMessage
      closed = onClose
      void ended.then(onClose)
    },
    close: () => leave.abort()
  })
}

/** Reads an event stream, of which each event is one line. */
async function pump(body: AsyncIterable<Uint8Array>, read: (data: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const part of body) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) read(line.slice('data: '.length))
    }
  } catch {
    // The program ended, or the tab was closed.
  }
}
