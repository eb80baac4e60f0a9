import { expect, test } from 'vitest'
import { calls } from '../../contract/calls.ts'
import { connect } from '../../contract/transport/client.ts'
import { HostEvent } from '../../contract/transport/events.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/transport/port.ts'
import type { Context } from '../../electron/host/context.ts'
import { Events } from '../../electron/host/events.ts'
import { reviewingHandlers } from '../../electron/host/server/handlers.ts'
import { type Handlers, serve } from '../../electron/host/server/serve.ts'
import { temporaryLibrary } from '../support/library.ts'
import { finishedRun, poolInProcess } from '../support/review.ts'

/**
 * The page's end of a port; the host at the other end serves the review calls on a real library.
 */
function page() {
  const db = temporaryLibrary()
  const { id: runId } = finishedRun(db)
  const [end, host] = portPair<ToHost, FromHost>()
  const events = new Events()
  const told: unknown[] = []
  const emit = events.emit.bind(events)
  events.emit = event => {
    told.push(event)
    emit(event)
  }
  const faults: unknown[] = []
  serve(
    host,
    reviewingHandlers({ db, events, pool: poolInProcess as Context['pool'] } as Context) as Handlers,
    (_, error) => faults.push(error)
  )
  return { client: connect(end), end, runId, told, faults }
}

const geometry = { type: 'area' as const, parts: [[[0, 0, 1600, 0, 1600, 1600, 0, 1600]]] }

test('every review answer and event matches the contract', async () => {
  const { client, runId, told, faults } = page()
  const ask = async (name: keyof typeof calls, input: unknown) => {
    const value = await client.call(name as 'host.info', input as never)
    const { success, error } = calls[name].output.safeParse(value)
    expect(success, `${name}: ${error?.message}`).toBe(true)
    return value as never
  }
  await ask('reviewers.add', { name: 'Ada Test' })
  await ask('reviewers.current', undefined)
  await ask('review.get', { runId })
  await ask('review.label', { runId, label: 'unsure', spans: [10, 10, 9] })
  const [{ id }] = (await ask('regions.add', { runId, regions: [{ kind: 'rectangle', geometry }] })) as [
    { id: string }
  ]
  await ask('regions.list', { runId })
  await ask('regions.within', { runId, bounds: { minX: 0, minY: 0, maxX: 9, maxY: 9 } })
  await ask('regions.measure', { runId, of: { regionId: id } })
  await ask('regions.update', { runId, regionIds: [id], change: { classId: 2 } })
  await ask('regions.fromPatches', { runId, row: 10, col: 15 })
  await ask('review.comment', { runId, text: 'Here.', patch: { row: 1, col: 2 } })
  await ask('review.comments', { runId })
  await ask('review.act', { runId, action: { kind: 'threshold', threshold: 0.6 } })
  await ask('review.undo', { runId })
  await ask('review.redo', { runId })
  await ask('review.actions', { runId })
  await ask('review.corrections', { runId })
  await ask('classes.add', { name: 'necrosis', color: '#123456' })
  await ask('review.sign', { runId, meaning: 'Reviewed' })
  await ask('review.reopen', { runId, reason: 'Again' })
  await ask('review.signatures', { runId })
  await ask('review.verify', {})
  await ask('regions.remove', { runId, regionIds: [id] })
  for (const event of told) expect(HostEvent.safeParse(event).error).toBeUndefined()
  expect(new Set(told.map(event => (event as HostEvent).type))).toEqual(
    new Set(['reviewer', 'labels', 'review', 'library', 'regions', 'comments', 'classes'])
  )
  expect(faults).toEqual([])
})

test.each([
  ['a coordinate that is no number', { type: 'area', parts: [[[0, 0, Number.NaN, 0, 5, 5]]] }],
  ['a ring of two points', { type: 'area', parts: [[[0, 0, 5, 5]]] }],
  ['half a point', { type: 'area', parts: [[[0, 0, 5, 5, 7, 7, 8]]] }],
  ['no part at all', { type: 'area', parts: [] }],
  [
    'an endless radius',
    { type: 'ellipse', x: 1, y: 1, radiusX: Number.POSITIVE_INFINITY, radiusY: 1, angle: 0 }
  ]
])('rejects a region of %s before the handler sees it', async (_, geometry) => {
  const { client, runId } = page()
  await client.call('reviewers.add', { name: 'Ada Test' })
  const regions = [{ kind: 'polygon' as const, geometry: geometry as never }]
  await expect(client.call('regions.add', { runId, regions })).rejects.toMatchObject({ code: 'call/invalid' })
  await expect(client.call('review.get', { runId })).resolves.toMatchObject({ state: 'new' })
})

test('ignores labels outside the grid and on cells without a prediction', async () => {
  const { client, runId } = page()
  await client.call('reviewers.add', { name: 'Ada Test' })
  const { changed } = await client.call('review.label', {
    runId,
    label: 'positive',
    spans: [19, 38, 1_000_000, 500, 0, 10]
  })
  expect(changed).toBe(2)
  await expect(
    client.call('review.label', { runId, label: 'positive', spans: [0, 0] })
  ).rejects.toMatchObject({ code: 'call/invalid' })
})
