import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request as send } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FromHost, Port, ToHost } from '../../../contract/transport/port.ts'
import { removeRedirect, writeRedirect } from '../../../electron/browser/opener.ts'
import { type BrowserDoor, openBrowserDoor } from '../../../electron/browser/server.ts'

/** A host that answers every call with its own input, and a request for `data/…` with its path. */
class EchoHost {
  ports: Port<FromHost, ToHost>[] = []
  closed = 0
  asked: string[] = []
  aborted: string[] = []

  serve(port: Port<FromHost, ToHost>): void {
    this.ports.push(port)
    port.listen(
      message => {
        if ('call' in message) port.post({ call: message.call, value: message.input })
      },
      () => {
        this.closed++
      }
    )
  }

  async resource(path: string, signal?: AbortSignal) {
    if (path === 'data/slow')
      await new Promise<void>(resolve => {
        this.asked.push(path)
        signal?.addEventListener('abort', () => {
          this.aborted.push(path)
          resolve()
        })
      })
    if (path === 'data/broken') throw new Error('secret detail')
    return { status: 200, type: 'text/plain', body: new TextEncoder().encode(path) }
  }
}

let host: EchoHost
let door: BrowserDoor

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ductal-door-'))
  mkdirSync(join(folder, 'page'))
  writeFileSync(join(folder, 'page', 'index.html'), '<title>page</title>')
  writeFileSync(join(folder, 'outside.html'), 'outside')
  host = new EchoHost()
  door = await openBrowserDoor(host, join(folder, 'page'))
})
afterEach(() => door.close())

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** Sends a request with exactly these headers, some of which fetch would not send. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string
): Promise<Answer> {
  const { hostname, port } = new URL(door.origin)
  return new Promise((resolve, reject) => {
    const request = send({ hostname, port, path, method, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', part => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function enter(): Promise<Record<string, string>> {
  const { headers, text } = await ask(door.address.slice(door.origin.length))
  return {
    cookie: String(headers['set-cookie']).split(';')[0] ?? '',
    'x-ductal-key': /#key=([\w-]+)/.exec(text)?.[1] ?? ''
  }
}

describe('access', () => {
  test('the printed address works once and sets a strict cookie that pages cannot read', async () => {
    const path = door.address.slice(door.origin.length)
    const first = await ask(path)
    expect(first.status).toBe(200)
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict/)
    const second = await ask(path)
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.text).toContain('already been used')
  })

  test('a browser with a session may load the printed address again', async () => {
    const session = await enter()
    expect((await ask(door.address.slice(door.origin.length), session)).status).toBe(200)
  })

  test('refuses a program of another port, which the browser also sends the cookie', async () => {
    const { cookie = '', 'x-ductal-key': key = '' } = await enter()
    expect(key).toHaveLength(43)
    const json = { cookie, 'content-type': 'application/json', origin: door.origin }
    for (const headers of [{ cookie }, { cookie, 'x-ductal-key': `${key}x` }]) {
      expect((await ask('/port', headers)).status).toBe(401)
      expect((await ask('/data/slides/1/thumbnail', headers)).status).toBe(401)
      expect((await ask('/port/x', { ...json, ...headers }, 'POST', '[]')).status).toBe(401)
      const lured = await ask('/?token=wrong', headers)
      expect(lured.text).not.toContain('key=')
      expect((await ask('/', headers)).text).not.toContain(key)
    }
    expect((await ask(`/data/slides/1/thumbnail?key=${key}`, { cookie })).status).toBe(200)
  })

  test('hands the address to a browser in a private file, not in an argument', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ductal-door-'))
    const path = writeRedirect(door.address, folder)
    expect(readFileSync(path, 'utf8')).toContain(`url=${door.address}"`)
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    removeRedirect(folder)
    expect(existsSync(path)).toBe(false)
  })

  test('refuses a wrong token and a missing token', async () => {
    expect((await ask('/?token=wrong')).status).toBe(401)
    for (const path of ['/', '/port', '/data/slides/1/thumbnail']) expect((await ask(path)).status).toBe(401)
    expect((await ask(door.address.slice(door.origin.length))).status).toBe(200)
  })

  test('refuses another Host header, even with the session cookie', async () => {
    const session = await enter()
    const rebound = await ask('/', { ...session, host: `evil.example:${new URL(door.origin).port}` })
    expect(rebound.status).toBe(421)
  })

  test('refuses reads, posts and links from another site', async () => {
    const session = await enter()
    expect((await ask('/', { ...session, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask('/data/x', { ...session, 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await ask('/data/x', { ...session, origin: 'http://127.0.0.1:1' })).status).toBe(403)
    const json = { ...session, 'content-type': 'application/json' }
    expect((await ask('/port/x', json, 'POST', '[]')).status).toBe(403)
    expect((await ask('/port/x', { ...json, origin: 'null' }, 'POST', '[]')).status).toBe(403)
    expect((await ask('/port/x', { ...json, origin: door.origin }, 'POST', '[]')).status).toBe(404)
  })
})

describe('served content', () => {
  test('sends the page with a policy that forbids inline scripts and foreign connections', async () => {
    const { status, headers, text } = await ask('/', await enter())
    expect(status).toBe(200)
    expect(text).toContain('page')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test.each(['/../outside.html', '/%2e%2e/outside.html', '/..%2foutside.html', '/.env', '//etc/passwd'])(
    'serves nothing outside the folder of the page: %s',
    async path => {
      const { status, text } = await ask(path, await enter())
      expect(status).toBe(404)
      expect(text).not.toContain('outside')
    }
  )

  test('serves data from the host without leaking its errors', async () => {
    const session = await enter()
    expect((await ask('/data/slides/1/thumbnail', session)).text).toBe('data/slides/1/thumbnail')
    const broken = await ask('/data/broken', session)
    expect(broken.status).toBe(500)
    expect(broken.text).not.toContain('secret')
  })

  test('cancels a tile that is no longer requested', async () => {
    const session = await enter()
    const left = new AbortController()
    const tile = fetch(`${door.origin}/data/slow`, { headers: session, signal: left.signal })
    const refused = expect(tile).rejects.toThrow()
    await expect.poll(() => host.asked).toEqual(['data/slow'])
    left.abort()
    await refused
    await expect.poll(() => host.aborted).toEqual(['data/slow'])
  })
})

describe('ports', () => {
  async function openPort(session: Record<string, string>) {
    const left = new AbortController()
    const response = await fetch(`${door.origin}/port`, { headers: session, signal: left.signal })
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    let text = ''
    const event = async (): Promise<unknown> => {
      while (!text.includes('\n\n')) text += new TextDecoder().decode((await reader.read()).value)
      const [first = '', ...rest] = text.split('\n\n')
      text = rest.join('\n\n')
      return JSON.parse(first.replace(/^data: /, ''))
    }
    const { port } = (await event()) as { port: string }
    const post = (body: string, type = 'application/json') =>
      ask(`/port/${port}`, { ...session, origin: door.origin, 'content-type': type }, 'POST', body)
    return { event, post, leave: () => left.abort() }
  }

  test('delivers messages in order, including an empty answer', async () => {
    const { event, post } = await openPort(await enter())
    const calls = [1, 2, 3].map(call => ({ call, name: 'any', input: call === 2 ? undefined : { call } }))
    expect((await post(JSON.stringify(calls))).status).toBe(204)
    expect(await event()).toEqual({ call: 1, value: { call: 1 } })
    expect(await event()).toEqual({ call: 2, value: null })
    expect(await event()).toEqual({ call: 3, value: { call: 3 } })
  })

  test('refuses a body that is not a list of messages, too long or not JSON', async () => {
    const { post } = await openPort(await enter())
    for (const body of ['{', '{"call":1}', '[1]', '[null]']) expect((await post(body)).status).toBe(400)
    expect((await post(`["${'x'.repeat(1024 * 1024)}"]`)).status).toBe(413)
    expect((await post('[]', 'text/plain')).status).toBe(415)
  })

  test('closes the port of a closed tab, and the remaining ports on shutdown', async () => {
    const session = await enter()
    const first = await openPort(session)
    await openPort(session)
    first.leave()
    await expect.poll(() => host.closed).toBe(1)
    await door.close()
    expect(host.closed).toBe(2)
  })
})
