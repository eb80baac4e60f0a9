import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { HostEvent } from '../../contract/transport/events.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { restoreLibrary } from '../../electron/host/db/restore.ts'
import { guardedLog } from '../../electron/host/review/log/log.ts'
import { openProgram } from '../support/host.ts'
import { migrationsFolder, temporaryFolder } from '../support/library.ts'
import { finishedRun } from '../support/review.ts'

/** A host with a review that has one label, and everything that it announces. */
async function program() {
  const folder = join(temporaryFolder(), 'data')
  const library = openLibrary(folder, migrationsFolder)
  const { id: runId } = finishedRun(library.db)
  library.close()
  const { client, close } = await openProgram({ dataFolder: folder })
  const events: HostEvent[] = []
  void (async () => {
    for await (const event of client.stream('host.events', undefined)) events.push(event)
  })().catch(() => {})
  await client.call('reviewers.add', { name: 'Ada Test' })
  const label = (row: number) => client.call('review.label', { runId, label: 'negative', spans: [row, 1, 1] })
  await label(1)
  return { folder, file: join(folder, 'library.sqlite'), client, close, events, label, runId }
}

/** Another library, intact and empty. */
function otherLibrary(): string {
  const folder = temporaryFolder()
  openLibrary(folder, migrationsFolder).close()
  return join(folder, 'library.sqlite')
}

type Open = Awaited<ReturnType<typeof program>>

const displacements: [string, (open: Open) => void][] = [
  ['deleted', ({ file }) => rmSync(file)],
  ['moved', ({ file }) => renameSync(file, `${file}.elsewhere`)],
  [
    'deleted with its companions',
    ({ file }) => {
      for (const end of ['', '-wal', '-shm']) rmSync(file + end)
    }
  ],
  [
    'replaced by a file',
    ({ file }) => {
      writeFileSync(`${file}.new`, 'an export\n'.repeat(1000))
      renameSync(`${file}.new`, file)
    }
  ],
  [
    'replaced by another library',
    ({ file }) => {
      copyFileSync(otherLibrary(), `${file}.new`)
      renameSync(`${file}.new`, file)
    }
  ],
  ['moved with its folder', ({ folder }) => renameSync(folder, `${folder}-elsewhere`)],
  [
    'moved with its folder, and the folder made again',
    ({ folder }) => {
      renameSync(folder, `${folder}-elsewhere`)
      mkdirSync(folder)
    }
  ],
  ['robbed of its WAL', ({ file }) => rmSync(`${file}-wal`)]
]

for (const [words, displace] of displacements)
  test.skipIf(process.platform === 'win32')(
    `a label is not saved into a library that is ${words}; what is open becomes a backup`,
    async () => {
      const open = await program()
      const { folder, file, client, close, events, label, runId } = open
      displace(open)
      await expect(label(2)).rejects.toMatchObject({
        code: 'library/displaced',
        message: expect.stringMatching(/library\.sqlite.*ductal restore/)
      })
      expect((await client.call('host.info', undefined)).readOnly?.code).toBe('library/displaced')
      expect(events.map(({ type }) => type)).toContain('readOnly')
      await expect(label(3)).rejects.toMatchObject({ code: 'library/read-only' })
      // What is on the screen can still be read.
      expect((await client.call('review.get', { runId })).labels.negative).toBeGreaterThan(0)
      await expect
        .poll(async () => (await client.call('host.info', undefined)).readOnly?.message)
        .toMatch(/was saved as .*backups.*ductal restore/)
      await close()
      restoreLibrary(folder, undefined, guardedLog)
      const { db, readOnlyReason, close: end } = openLibrary(folder, migrationsFolder, () => null, guardedLog)
      expect(readOnlyReason).toBeNull()
      expect(db.prepare('SELECT count(*) FROM patch_labels').pluck().get()).toBeGreaterThan(0)
      end()
      expect(file).toBe(db.name)
    }
  )

const overwritten: [string, (file: string) => void][] = [
  ['emptied', file => truncateSync(file, 0)],
  ['overwritten by text', file => writeFileSync(file, 'an export\n'.repeat(10_000))],
  ['overwritten by another library', file => copyFileSync(otherLibrary(), file)]
]
for (const [words, overwrite] of overwritten)
  test(`a label is not saved into a library that was ${words} in place`, async () => {
    const { file, label } = await program()
    overwrite(file)
    await expect(label(2)).rejects.toMatchObject({
      code: expect.stringMatching(/^library\/(displaced|corrupt)$/)
    })
    await expect(label(3)).rejects.toMatchObject({ code: 'library/read-only' })
  })

test('a displaced library is noticed without any action', async () => {
  const { file, events, client } = await program()
  renameSync(file, `${file}.elsewhere`)
  await expect.poll(() => events.find(({ type }) => type === 'readOnly')).toBeDefined()
  expect((await client.call('host.info', undefined)).readOnly?.code).toBe('library/displaced')
})

test('another program may read the library, and write to it as SQLite does', async () => {
  const { file, folder, label } = await program()
  for (const options of [{ readonly: true }, {}]) {
    const other = new Sqlite(file, options)
    other.prepare('SELECT count(*) FROM slides').get()
    if (!options.readonly) other.pragma('wal_checkpoint(PASSIVE)')
    other.close()
    await label(4)
  }
  const other = new Sqlite(file)
  other.exec(`UPDATE slides SET notes = 'from another program'`)
  other.pragma('wal_checkpoint(PASSIVE)')
  other.close()
  await label(5)
  expect(readdirSync(folder)).toContain('library.head')
})
