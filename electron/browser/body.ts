import type { IncomingMessage } from 'node:http'
import type { ToHost } from '../../contract/transport/port.ts'

const maxBytes = 1024 * 1024

/** Refusal of a request body, with the HTTP status to answer with. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * Parses the messages of a POST: a JSON array of objects, at most 1 MiB. The host validates their
 * content.
 */
export async function messagesOf(request: IncomingMessage): Promise<ToHost[]> {
  if (!request.headers['content-type']?.startsWith('application/json')) throw new Refused(415, 'JSON only.')
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBytes) throw new Refused(413, 'At most 1 MiB.')
    parts.push(part)
  }
  const messages = parse(Buffer.concat(parts).toString('utf8'))
  if (Array.isArray(messages) && messages.every(isObject)) return messages as ToHost[]
  throw new Refused(400, 'A JSON array of messages was expected.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
