import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyDaily } from '../../electron/host/db/copies.ts'
import { readHead } from '../../electron/host/db/head.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { restoreLibrary } from '../../electron/host/db/restore.ts'
import { brokenChain } from '../../electron/host/review/audit/verify.ts'
import { guardedLog } from '../../electron/host/review/log/log.ts'
import { forgeEntry } from '../support/damage.ts'
import { migrationsFolder, temporaryFolder } from '../support/library.ts'
import { finishedRun, handlersOn } from '../support/review.ts'

const open = (folder: string) => openLibrary(folder, migrationsFolder, brokenChain, guardedLog)

/**
 * Does some work in a library and copies the data folder while it is open, as a kill would leave
 * it.
 */
async function workAndCopy({ tend = 0 } = {}) {
  const folder = temporaryFolder()
  const library = open(folder)
  const { id: runId } = finishedRun(library.db)
  const ask = handlersOn(library.db)
  ask('reviewers.add', { name: 'Ada Test' })
  ask('review.label', { runId, label: 'negative', spans: [1, 1, 1] })
  await copyDaily(library.db, folder)
  const copied = guardedLog.last(library.db).sequence
  for (let row = 2; row < 12; row++) {
    ask('review.label', { runId, label: 'negative', spans: [row, 1, 1] })
    library.confirm()
  }
  for (let count = 0; count < tend; count++) library.tend()
  const entries = guardedLog.last(library.db).sequence
  expect(entries).toBeGreaterThan(10)
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  for (const name of ['library.lock', 'library.sqlite-shm']) rmSync(join(copy, name))
  library.close()
  return { folder: copy, file: join(copy, 'library.sqlite'), entries, copied }
}

test('after a kill the library has every entry that was confirmed', async () => {
  const { folder, entries } = await workAndCopy()
  expect(readHead(folder)?.sequence).toBe(entries)
  const { readOnlyReason, db, close } = open(folder)
  expect(readOnlyReason).toBeNull()
  expect(guardedLog.last(db).sequence).toBe(entries)
  close()
})

const lost: [string, (wal: string) => void][] = [
  ['missing', wal => rmSync(wal)],
  ['empty', wal => truncateSync(wal, 0)],
  ['cut off', wal => truncateSync(wal, readFileSync(wal).length - 3000)],
  [
    'damaged',
    wal => {
      const bytes = readFileSync(wal)
      bytes[Math.floor(bytes.length / 2)]! ^= 4
      writeFileSync(wal, bytes)
    }
  ]
]
for (const [words, lose] of lost)
  test(`a start with a WAL that is ${words} says what is missing, and changes nothing`, async () => {
    const { folder, file, entries } = await workAndCopy()
    lose(`${file}-wal`)
    const before = readFileSync(file)
    const { readOnlyReason, close } = open(folder)
    expect(readOnlyReason).toMatchObject({
      code: expect.stringMatching(/^library\/(incomplete|corrupt)$/),
      message: expect.stringContaining('ductal restore')
    })
    if (readOnlyReason?.code === 'library/incomplete')
      expect(readOnlyReason.message).toContain(`entry ${entries} was saved`)
    close()
    expect(readFileSync(file)).toEqual(before)
  })

test('a library that lacks its latest work can be continued without it, by the user’s choice', async () => {
  const { folder, file } = await workAndCopy({ tend: 2 })
  // An older state of the library, which is whole.
  const [backup] = readdirSync(join(folder, 'backups'))
  rmSync(`${file}-wal`)
  cpSync(join(folder, 'backups', backup!), file)
  const first = open(folder)
  expect(first.readOnlyReason).toMatchObject({
    code: 'library/incomplete',
    message: expect.stringContaining(`“ductal restore ${file}”`)
  })
  first.close()
  restoreLibrary(folder, file, guardedLog)
  const second = open(folder)
  expect(second.readOnlyReason).toBeNull()
  second.close()
})

test('an idle library is complete without its WAL', async () => {
  const { folder, file, entries } = await workAndCopy({ tend: 2 })
  rmSync(`${file}-wal`)
  const { readOnlyReason, db, close } = open(folder)
  expect(readOnlyReason).toBeNull()
  expect(guardedLog.last(db).sequence).toBe(entries)
  close()
})

test('a log whose last saved entry is another one is read-only', async () => {
  const { folder, file, entries } = await workAndCopy({ tend: 2 })
  open(folder).close()
  forgeEntry(file, entries)
  const { readOnlyReason, close } = open(folder)
  expect(readOnlyReason?.code).toBe('review/broken')
  close()
})

test('a damaged or older note of the last entry is no reason to refuse a library', async () => {
  const { folder, entries } = await workAndCopy()
  const head = join(folder, 'library.head')
  const bytes = readFileSync(head)
  bytes[20]! ^= 1
  writeFileSync(head, bytes)
  expect(readHead(folder)).toBeNull()
  const { readOnlyReason, close } = open(folder)
  expect(readOnlyReason).toBeNull()
  close()
  expect(readHead(folder)?.sequence).toBe(entries)
})

for (const beside of ['backups', 'library.head', 'library.sqlite.replaced-1', 'library.sqlite-wal'])
  test(`a library that is missing next to ${beside} is damage, not a new library`, async () => {
    const { folder } = await workAndCopy()
    for (const name of readdirSync(folder))
      if (name !== beside) rmSync(join(folder, name), { recursive: true })
    if (!existsSync(join(folder, beside))) writeFileSync(join(folder, beside), '')
    expect(() => open(folder)).toThrow(
      expect.objectContaining({
        code: 'library/corrupt',
        message: expect.stringMatching(beside === 'backups' ? /missing.*ductal restore/ : /missing/)
      })
    )
    expect(existsSync(join(folder, 'library.sqlite'))).toBe(false)
  })

test('a missing library is restored from its backup', async () => {
  const { folder, file, copied } = await workAndCopy()
  rmSync(file)
  expect(() => open(folder)).toThrow(expect.objectContaining({ code: 'library/corrupt' }))
  const { kept } = restoreLibrary(folder, undefined, guardedLog)
  expect(kept).toBeNull()
  const { readOnlyReason, db, close } = open(folder)
  expect(readOnlyReason).toBeNull()
  expect(guardedLog.last(db).sequence).toBe(copied)
  close()
})
