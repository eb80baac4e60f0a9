import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { copyDaily, listCopies } from '../../electron/host/db/copies.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { listSlides } from '../../electron/host/slides/records.ts'
import { damageTable } from '../support/damage.ts'
import { migrationsFolder, temporaryFolder } from '../support/library.ts'
import { finishedRun } from '../support/review.ts'

/** A closed library with a slide and a run, plus a backup copy. */
async function library() {
  const folder = temporaryFolder()
  const { db, close } = openLibrary(folder, migrationsFolder)
  finishedRun(db)
  await copyDaily(db, folder)
  close()
  return { folder, file: join(folder, 'library.sqlite') }
}

/** Opens the library and checks that it can be read but not written, and that no byte changes. */
function expectReadOnly(folder: string, code: string, words: string) {
  const file = join(folder, 'library.sqlite')
  const [before, beside] = [readFileSync(file), readdirSync(folder)]
  const { db, readOnlyReason, close } = openLibrary(folder, migrationsFolder)
  expect(readOnlyReason).toMatchObject({ code, message: expect.stringContaining(words) })
  expect(readOnlyReason?.message).toContain(file)
  expect(readOnlyReason?.message).toContain('read-only')
  expect(listSlides(db).map(({ path }) => path)).toEqual(['/slides/one.svs'])
  expect(() => db.exec(`UPDATE slides SET notes = 'x'`)).toThrow(
    expect.objectContaining({ code: 'SQLITE_READONLY' })
  )
  close()
  expect(readFileSync(file)).toEqual(before)
  expect(readdirSync(folder)).toEqual(beside)
}

test('opens a library with a damaged page as read-only and names its newest copy', async () => {
  const { folder, file } = await library()
  damageTable(file, 'predictions')
  const copied = listCopies(folder)[0]?.takenAt.slice(0, 16).replace('T', ' ') ?? 'none'
  expectReadOnly(
    folder,
    'library/corrupt',
    `the newest backup (${copied} UTC), close Ductal and run “ductal restore”`
  )
})

test('reads what remains of a library whose end is missing', async () => {
  const { folder, file } = await library()
  const { length } = readFileSync(file)
  truncateSync(file, length - 4096)
  expectReadOnly(folder, 'library/corrupt', 'ductal restore')
})

test('treats an index that disagrees with its table as damage', async () => {
  const { folder, file } = await library()
  const db = new Sqlite(file)
  db.unsafeMode()
  db.pragma('writable_schema = ON')
  // Makes SQLite look for the index entries under the wrong column.
  db.exec(
    `UPDATE sqlite_master SET sql = 'CREATE INDEX slides_by_path ON slides (vendor)' WHERE name = 'slides_by_path'`
  )
  db.close()
  expectReadOnly(folder, 'library/corrupt', 'ductal restore')
})

test('opens a library of a newer program as read-only', async () => {
  const { folder, file } = await library()
  const newer = new Sqlite(file)
  newer.pragma('user_version = 9990')
  newer.close()
  expectReadOnly(folder, 'library/newer', 'Update Ductal')
})

test('checks the contents of the tables before writing anything', async () => {
  const { folder, file } = await library()
  const before = readFileSync(file)
  const { readOnlyReason, close } = openLibrary(folder, migrationsFolder, () => 'entry 3 is none')
  expect(readOnlyReason).toMatchObject({
    code: 'review/broken',
    message: expect.stringContaining('(entry 3 is none)')
  })
  close()
  expect(readFileSync(file)).toEqual(before)
})

test('reads the commits that a killed program left in the WAL of a damaged library', async () => {
  const { folder, file } = await library()
  const killed = new Sqlite(file)
  killed.exec(`UPDATE slides SET notes = 'the last that was written'`)
  const left = [readFileSync(file), readFileSync(`${file}-wal`)] as const
  killed.close()
  writeFileSync(file, left[0])
  writeFileSync(`${file}-wal`, left[1])
  damageTable(file, 'predictions')
  const { db, readOnlyReason, close } = openLibrary(folder, migrationsFolder)
  expect(readOnlyReason?.code).toBe('library/corrupt')
  expect(db.prepare('SELECT notes FROM slides').pluck().get()).toBe('the last that was written')
  close()
  expect(readFileSync(`${file}-wal`)).toEqual(left[1])
})

test('does not mistake an emptied library file for a new library when copies exist', async () => {
  const { folder, file } = await library()
  truncateSync(file)
  expect(() => openLibrary(folder, migrationsFolder)).toThrow(
    expect.objectContaining({
      code: 'library/corrupt',
      message: expect.stringContaining('is damaged and cannot be read')
    })
  )
  expect(readFileSync(file)).toHaveLength(0)
})
