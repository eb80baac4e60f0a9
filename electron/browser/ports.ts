import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { FromHost, Port, ToHost } from '../../contract/transport/port.ts'

const keepAliveMs = 15_000
/**
 * Closes the port of a client this far behind instead of filling memory; the client is gone or
 * stuck.
 */
const maxWaitingBytes = 64 * 1024 * 1024
const maxPorts = 32

interface Session {
  take(message: ToHost): void
  close(): void
}

/**
 * Ports of browser tabs: one event stream carries messages to the page, POSTs carry messages from
 * it.
 */
export class Ports {
  private readonly sessions = new Map<string, Session>()
  private readonly serve: (port: Port<FromHost, ToHost>) => void

  constructor(serve: (port: Port<FromHost, ToHost>) => void) {
    this.serve = serve
  }

  /** Turns a response into a port; returns false when too many are open. */
  open(response: ServerResponse): boolean {
    if (this.sessions.size >= maxPorts) return false
    const id = randomUUID()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const write = (text: string) => {
      if (response.writableEnded || response.destroyed) return
      response.write(text)
      if (response.writableLength > maxWaitingBytes) response.destroy()
    }
    let deliver: (message: ToHost) => void = () => {}
    let closed = () => {}
    const alive = setInterval(() => write(': here\n\n'), keepAliveMs)
    response.once('close', () => {
      clearInterval(alive)
      this.sessions.delete(id)
      closed()
    })
    const close = () => response.end()
    this.sessions.set(id, { take: message => deliver(message), close })
    write(`data: ${JSON.stringify({ port: id })}\n\n`)
    this.serve({
      post: message => write(`data: ${encode(message)}\n\n`),
      listen(onMessage, onClose) {
        deliver = onMessage
        closed = onClose
      },
      close
    })
    return true
  }

  /** Delivers what a page posted; returns false when there is no such port. */
  post(id: string, messages: ToHost[]): boolean {
    const session = this.sessions.get(id)
    for (const message of session ? messages : []) session?.take(message)
    return session !== undefined
  }

  close(): void {
    for (const session of this.sessions.values()) session.close()
  }
}

/**
 * JSON drops undefined, so an answer without a value is sent as null to remain recognisable as an
 * answer.
 */
function encode(message: FromHost): string {
  return JSON.stringify('value' in message ? { ...message, value: message.value ?? null } : message)
}
