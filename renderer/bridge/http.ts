import type { FromHost, Port, ToHost } from '../../contract/transport/port.ts'
import { pageKey } from './key.ts'

/**
 * Returns a parser that splits the text of an event stream into the data of its events (HTML
 * standard, "Server-sent events"). Only `data` lines are used; comment lines keep the connection
 * alive.
 */
export function eventReader(take: (data: string) => void): (text: string) => void {
  let rest = ''
  return text => {
    const events = (rest + text).split(/\r?\n\r?\n/)
    rest = events.pop() ?? ''
    for (const event of events) {
      const lines = event.split(/\r?\n/).filter(line => line.startsWith('data:'))
      if (lines.length > 0) take(lines.map(line => line.slice(5).trimStart()).join('\n'))
    }
  }
}

/** The server answered but refused to let this page connect. */
export class NotLetIn extends Error {
  readonly status: number

  constructor(status: number) {
    super(`The host answered ${status}.`)
    this.status = status
  }
}

function keyHeader(): Record<string, string> {
  const key = pageKey()
  return key === undefined ? {} : { 'x-ductal-key': key }
}

const address = (path: string) => new URL(path, document.baseURI)

/**
 * Opens a port over HTTP: one event stream carries messages to the page, POST requests carry
 * messages to the host in order. Resolves once the server has assigned a port id; `ended` settles
 * when the stream ends.
 * @throws NotLetIn if the server refuses, or a TypeError if no server answers
 */
export async function portOverHttp(): Promise<{ port: Port<ToHost, FromHost>; ended: Promise<void> }> {
  const leave = new AbortController()
  const response = await fetch(address('port'), {
    headers: { accept: 'text/event-stream', ...keyHeader() },
    signal: leave.signal
  })
  if (!response.ok || !response.body) throw new NotLetIn(response.status)

  let receive: ((message: FromHost) => void) | undefined
  let closed = () => {}
  let named: (id: string) => void
  const early: FromHost[] = []
  const name = new Promise<string>(resolve => {
    named = resolve
  })
  const read = eventReader(data => {
    const message = JSON.parse(data) as { port: string } | FromHost
    if ('port' in message) named(message.port)
    else if (receive) receive(message)
    else early.push(message)
  })
  const ended = pump(response.body, read).finally(() => {
    leave.abort()
    closed()
  })
  const id = await Promise.race([name, ended.then(() => Promise.reject(new NotLetIn(response.status)))])

  return {
    ended,
    port: {
      post: sender(id, () => leave.abort()),
      listen(onMessage, onClose) {
        receive = onMessage
        closed = onClose
        for (const message of early.splice(0)) onMessage(message)
      },
      close: () => leave.abort()
    }
  }
}

async function pump(body: ReadableStream<Uint8Array>, read: (text: string) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    while (true) {
      const { done, value } = await reader.read()
      if (done) return
      read(decoder.decode(value, { stream: true }))
    }
  } catch {
    // The connection broke or was aborted. Either way the stream is over; the bridge reports it.
  }
}

/** Sends one POST at a time to keep the order; messages queued meanwhile go into the next POST. */
function sender(id: string, fail: () => void): (message: ToHost) => void {
  const waiting: ToHost[] = []
  let sending = false
  const flush = async () => {
    sending = true
    while (waiting.length > 0) {
      const response = await fetch(address(`port/${id}`), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...keyHeader() },
        body: JSON.stringify(waiting.splice(0))
      }).catch(() => undefined)
      if (!response?.ok) {
        fail()
        return
      }
    }
    sending = false
  }
  return message => {
    waiting.push(message)
    if (!sending) void flush()
  }
}
