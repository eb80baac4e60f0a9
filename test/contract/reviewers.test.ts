import { expect, test } from 'vitest'
import { type Client, connect } from '../../contract/transport/client.ts'
import { type FromHost, portPair, type ToHost } from '../../contract/transport/port.ts'
import type { Host } from '../../electron/host/host.ts'
import { putFinishedRun } from '../support/finished.ts'
import { openProgram } from '../support/host.ts'
import { temporaryFolder } from '../support/library.ts'

/** Another window of the same host. */
function openWindow(host: Host): Client {
  const [page, end] = portPair<ToHost, FromHost>()
  host.serve(end)
  return connect(page)
}

/** A host on a library with a finished analysis. */
async function reviewing() {
  const dataFolder = temporaryFolder()
  const runId = putFinishedRun(dataFolder)
  const program = await openProgram({ dataFolder })
  const authors = async () =>
    (await program.client.call('review.actions', { runId }))
      .filter(({ kind }) => kind !== 'begin')
      .map(({ kind, reviewer }) => `${kind} ${reviewer.name}`)
      .reverse()
  return { ...program, runId, authors }
}

const square = { type: 'area' as const, parts: [[[0, 0, 1600, 0, 1600, 1600, 0, 1600]]] }

test('nothing done in one window is recorded under the reviewer of another', async () => {
  const { host, client: one, runId, authors } = await reviewing()
  const two = openWindow(host)
  const label = (client: Client, row: number) =>
    client.call('review.label', { runId, label: 'positive', spans: [row, 10, 1] })

  await one.call('reviewers.add', { name: 'Ada Test' })
  await label(one, 0)
  // The second window was open before anyone was chosen, and still asks.
  await expect(label(two, 1)).rejects.toMatchObject({ code: 'review/no-reviewer' })
  const bob = await two.call('reviewers.add', { name: 'Bob Test' })
  await label(two, 2)
  await label(one, 3)
  const [region] = await one.call('regions.add', { runId, regions: [{ kind: 'polygon', geometry: square }] })
  await two.call('regions.update', { runId, regionIds: [region!.id], change: { name: 'x' } })
  await one.call('review.comment', { runId, text: 'Seen.' })
  await two.call('review.undo', { runId })
  await one.call('review.sign', { runId, meaning: 'Reviewed' })
  await two.call('review.reopen', { runId, reason: 'Again' })

  expect(await one.call('reviewers.current', undefined)).toMatchObject({ name: 'Ada Test' })
  expect(await two.call('reviewers.current', undefined)).toEqual(bob)
  expect(await authors()).toEqual([
    'label Ada Test',
    'label Bob Test',
    'label Ada Test',
    'regions.add Ada Test',
    'regions.update Bob Test',
    'comment Ada Test',
    'undo Bob Test',
    'sign Ada Test',
    'reopen Bob Test'
  ])
})

test('a new window starts with the reviewer who was chosen last; open windows keep theirs', async () => {
  const { host, client, runId, authors } = await reviewing()
  await client.call('reviewers.add', { name: 'Ada Test' })
  const two = openWindow(host)
  await client.call('reviewers.add', { name: 'Bob Test' })
  await two.call('review.label', { runId, label: 'unsure', spans: [0, 10, 1] })
  expect(await openWindow(host).call('reviewers.current', undefined)).toMatchObject({ name: 'Bob Test' })
  expect(await authors()).toEqual(['label Ada Test'])
})

test('a window that comes back names its reviewer; one of another library is rejected', async () => {
  const { client } = await reviewing()
  const { id } = await client.call('reviewers.add', { name: 'Ada Test' })
  await client.call('reviewers.add', { name: 'Bob Test' })
  await expect(client.call('reviewers.choose', { reviewerId: id, name: 'Eva Test' })).rejects.toMatchObject({
    code: 'review/reviewer-unknown'
  })
  expect(await client.call('reviewers.current', undefined)).toMatchObject({ name: 'Bob Test' })
  expect(await client.call('reviewers.choose', { reviewerId: id, name: 'Ada Test' })).toMatchObject({ id })
})
