import { expect, test } from 'vitest'
import { calls } from '../../contract/calls.ts'
import { DuctalError } from '../../contract/errors.ts'
import { connect } from '../../contract/transport/client.ts'
import type { HostEvent } from '../../contract/transport/events.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/transport/port.ts'
import { Events } from '../../electron/host/events.ts'
import { type Handlers, serve } from '../../electron/host/server/serve.ts'

const info = {
  version: '1',
  dataFolder: '/d',
  readOnly: null,
  backup: { last: null, failure: null },
  saving: { downloads: false, folder: null }
}

function door(handlers: Partial<Handlers>) {
  const [page, host] = portPair<ToHost, FromHost>()
  const faults: unknown[] = []
  serve(host, handlers as Handlers, (_what, error) => faults.push(error))
  return { client: connect(page), page, faults }
}

test('returns the value of a call', async () => {
  const { client } = door({ 'host.info': () => info })
  await expect(client.call('host.info', undefined)).resolves.toEqual(info)
})

test('calls may answer in any order', async () => {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const { client } = door({
    'host.info': () => info,
    'models.list': async () => {
      await held
      return []
    }
  })
  const slow = client.call('models.list', undefined)
  await client.call('host.info', undefined)
  release()
  await expect(slow).resolves.toEqual([])
})

test('rejects invalid input before the handler sees it', async () => {
  let seen = false
  const { client } = door({
    'runs.get': () => {
      seen = true
      throw new Error('never')
    }
  })
  await expect(client.call('runs.get', { runId: -3 })).rejects.toMatchObject({
    code: 'call/invalid',
    message: expect.stringContaining('runId')
  })
  expect(seen).toBe(false)
})

test('rejects an unknown call, even one named like an inherited property', async () => {
  const { client } = door({})
  for (const name of ['no.such', 'constructor', '__proto__'])
    await expect(client.call(name as 'host.info', undefined)).rejects.toMatchObject({ code: 'call/unknown' })
})

test('passes on the code and sentence of an expected failure, but hides the details of a bug', async () => {
  const fault = new TypeError('secret of the inside')
  const { client, faults } = door({
    'host.info': () => {
      throw new DuctalError('disk/full', 'The disk is full.')
    },
    'models.list': () => Promise.reject(fault)
  })
  await expect(client.call('host.info', undefined)).rejects.toMatchObject({
    code: 'disk/full',
    message: 'The disk is full.'
  })
  const crossed = await client.call('models.list', undefined).catch(error => error)
  expect(crossed).toMatchObject({ code: 'internal' })
  expect(crossed.message).not.toContain('secret')
  expect(faults).toEqual([fault])
})

test('an abort rejects the call at once and reaches the handler', async () => {
  let aborted = false
  const { client } = door({
    'models.list': (_, signal) =>
      new Promise(resolve => {
        signal.addEventListener('abort', () => {
          aborted = true
          resolve([])
        })
      })
  })
  const abort = new AbortController()
  const call = client.call('models.list', undefined, abort.signal)
  abort.abort()
  await expect(call).rejects.toMatchObject({ code: 'call/cancelled' })
  await expect.poll(() => aborted).toBe(true)
})

test('a stream yields items in order, and the host stops when the reader stops', async () => {
  const events = new Events()
  const begun = Promise.withResolvers<void>()
  let ended = false
  const { client } = door({
    'host.events': async function* (_, signal) {
      try {
        const source = events.from(signal)
        begun.resolve()
        yield* source
      } finally {
        ended = true
      }
    }
  })
  const stream = client.stream('host.events', undefined)
  const first = stream.next()
  const sent: HostEvent[] = [1, 2, 3].map(slideId => ({ type: 'slideRemoved', slideId }))
  await begun.promise
  for (const event of sent) events.emit(event)
  expect([(await first).value, (await stream.next()).value, (await stream.next()).value]).toEqual(sent)
  await stream.return()
  await expect.poll(() => ended).toBe(true)
})

test('rejects pending and later calls and aborts the work of the host when the port closes', async () => {
  const begun = Promise.withResolvers<void>()
  let aborted = false
  const { client, page } = door({
    'models.list': (_, signal) =>
      new Promise(() => {
        begun.resolve()
        signal.addEventListener('abort', () => {
          aborted = true
        })
      })
  })
  const call = client.call('models.list', undefined)
  await begun.promise
  page.close()
  await expect(call).rejects.toMatchObject({ code: 'door/closed' })
  await expect(client.call('models.list', undefined)).rejects.toMatchObject({ code: 'door/closed' })
  await expect.poll(() => aborted).toBe(true)
})

test('no message from a page can crash the host', async () => {
  const { client, page } = door({ 'host.info': () => info })
  for (const message of [
    null,
    7,
    'x',
    {},
    { call: 'x' },
    { call: 1e99, name: 'a' },
    { cancel: 12 },
    { call: 5 },
    []
  ])
    page.post(message as unknown as ToHost)
  await expect(client.call('host.info', undefined)).resolves.toEqual(info)
})

test('every call of the contract declares its input and output', () => {
  for (const [name, { kind, input, output }] of Object.entries(calls)) {
    expect(name).toMatch(/^[a-z]+\.[a-zA-Z]+$/)
    expect(['call', 'stream']).toContain(kind)
    expect(typeof input.safeParse).toBe('function')
    expect(typeof output.safeParse).toBe('function')
  }
})
