import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CallName } from '../../../../contract/calls.ts'
import { connect } from '../../../../contract/transport/client.ts'
import { type FromHost, portPair, type ToHost } from '../../../../contract/transport/port.ts'
import { urls } from '../../../../contract/transport/urls.ts'
import { copyDaily } from '../../../../electron/host/db/copies.ts'
import { openLibrary } from '../../../../electron/host/db/open.ts'
import { openHost } from '../../../../electron/host/host.ts'
import { damageEnd, damageTable, forgeEntry } from '../../../support/damage.ts'
import { migrationsFolder, temporaryFolder } from '../../../support/library.ts'
import { finishedRun, handlersOn } from '../../../support/review.ts'
import { writePatchFolder } from '../../../support/slides.ts'

const root = join(import.meta.dirname, '../../../..')

/** A closed library with a run, some labels and a backup copy. */
async function library() {
  const folder = temporaryFolder()
  const { db, close } = openLibrary(folder, migrationsFolder)
  const { id: runId } = finishedRun(db)
  const ask = handlersOn(db)
  ask('reviewers.add', { name: 'Ada Test' })
  ask('review.label', { runId, label: 'negative', spans: [10, 10, 10] })
  await copyDaily(db, folder)
  close()
  return { folder, runId, file: join(folder, 'library.sqlite') }
}

async function program(dataFolder: string) {
  const host = await openHost({
    dataFolder,
    resources: root,
    workerEntry: join(root, 'electron', 'worker', 'main.ts'),
    version: '0.0.0',
    workers: 1,
    demo: true
  })
  const [page, end] = portPair<ToHost, FromHost>()
  host.serve(end)
  const client = connect(page)
  let open = true
  const close = async () => {
    if (!open) return
    open = false
    client.close()
    await host.close()
  }
  onTestFinished(close)
  return { host, client, close }
}

test('shows what is left of a damaged library, refuses every change and leaves the file as it is', async () => {
  const { folder, runId, file } = await library()
  damageTable(file, 'predictions')
  const before = readFileSync(file)
  const { host, client, close } = await program(folder)
  expect((await client.call('host.info', undefined)).readOnly).toMatchObject({
    code: 'library/corrupt',
    message: expect.stringContaining('ductal restore')
  })
  expect((await client.call('library.search', {})).entries).toHaveLength(1)
  expect((await client.call('review.get', { runId })).labels.negative).toBe(10)
  expect((await client.call('review.actions', { runId })).map(({ kind }) => kind)).toContain('label')

  // A part that cannot be read is reported as such, while the slide and review are still shown.
  const grid = await host.resource(urls.grid(runId))
  expect([grid.status, JSON.parse(new TextDecoder().decode(grid.body)).code]).toEqual([
    500,
    'library/corrupt'
  ])
  const path = await writePatchFolder(temporaryFolder(), 2, 2)
  const refused: [CallName, unknown][] = [
    ['slides.open', { path }],
    ['review.label', { runId, label: 'positive', spans: [1, 1, 1] }],
    ['runs.remove', { runId }],
    ['library.describe', { slideId: 1, notes: 'lost' }],
    ['review.undo', { runId }],
    ['reviewers.add', { name: 'Eve' }]
  ]
  for (const [name, input] of refused)
    await expect(client.call(name, input as never), name).rejects.toMatchObject({
      code: 'library/read-only',
      message: expect.stringContaining('Nothing was changed')
    })
  await close()
  expect(readFileSync(file)).toEqual(before)
})

test('reads a review log changed from outside, but does not append to it', async () => {
  const { folder, runId, file } = await library()
  forgeEntry(file, 2)
  const { client } = await program(folder)
  expect((await client.call('host.info', undefined)).readOnly).toMatchObject({
    code: 'review/broken',
    message: expect.stringMatching(
      /Entry 2 of the review log: its hash does not match.*ductal verify --all.*ductal restore/
    )
  })
  expect((await client.call('review.get', { runId })).labels.negative).toBe(10)
  await expect(
    client.call('review.label', { runId, label: 'positive', spans: [1, 1, 1] })
  ).rejects.toMatchObject({ code: 'library/read-only' })
})

test('damage found during work stops all writing and is reported to every page', async () => {
  const { folder, runId, file } = await library()
  const { host, client } = await program(folder)
  expect((await client.call('host.info', undefined)).readOnly).toBeNull()
  const told = client.stream('host.events', undefined)
  const next = (async () => {
    for await (const event of told) if (event.type === 'readOnly') return event
    return undefined
  })()
  await client.call('library.describe', { slideId: 1, notes: 'kept' })
  damageTable(file, 'predictions')
  const grid = await host.resource(urls.grid(runId))
  expect(grid.status).toBe(500)
  expect(await next).toMatchObject({ code: 'library/corrupt' })
  await expect(client.call('library.describe', { slideId: 1, notes: 'lost' })).rejects.toMatchObject({
    code: 'library/read-only'
  })
  expect((await client.call('library.get', { slideId: 1 })).notes).toBe('kept')
})

test('refuses a library whose slides cannot be read, without replacing it', async () => {
  const { folder, file } = await library()
  damageTable(file, 'slides')
  damageEnd(file)
  const before = readFileSync(file)
  await expect(program(folder)).rejects.toMatchObject({
    code: 'library/corrupt',
    message: expect.stringContaining('is damaged and cannot be read')
  })
  expect(readFileSync(file)).toEqual(before)
})
