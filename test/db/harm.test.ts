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

/** A library with a slide and a run, and a copy of it, closed. */
async function library() {
  const folder = temporaryFolder()
  const { db, close } = openLibrary(folder, migrationsFolder)
  finishedRun(db)
  await copyDaily(db, folder)
  close()
  return { folder, file: join(folder, 'library.sqlite') }
}

/** Opens it, sees that it can be read and not written, and that not a byte changes. */
function expectReadOnly(folder: string, code: string, words: string) {
  const file = join(folder, 'library.sqlite')
  const [before, beside] = [readFileSync(file), readdirSync(folder)]
  const { db, harm, close } = openLibrary(folder, migrationsFolder)
  expect(harm).toMatchObject({ code, message: expect.stringContaining(words) })
  expect(harm?.message).toContain(file)
  expect(harm?.message).toContain('open for reading only')
  expect(listSlides(db).map(({ path }) => path)).toEqual(['/slides/one.svs'])
  expect(() => db.exec(`UPDATE slides SET notes = 'x'`)).toThrow(
    expect.objectContaining({ code: 'SQLITE_READONLY' })
  )
  close()
  expect(readFileSync(file)).toEqual(before)
  expect(readdirSync(folder)).toEqual(beside)
}

test('a library with a damaged page is read, not written, and its newest copy is named', async () => {
  const { folder, file } = await library()
  damageTable(file, 'predictions')
  const copied = listCopies(folder)[0]?.takenAt.slice(0, 16).replace('T', ' ') ?? 'none'
  expectReadOnly(folder, 'library/corrupt', `“ductal restore” puts the newest copy, of ${copied} UTC`)
})

test('a library whose end is missing is read as far as it goes', async () => {
  const { folder, file } = await library()
  const { length } = readFileSync(file)
  truncateSync(file, length - 4096)
  expectReadOnly(folder, 'library/corrupt', 'ductal restore')
})

test('an index that disagrees with its table is damage too', async () => {
  const { folder, file } = await library()
  const db = new Sqlite(file)
  db.unsafeMode()
  db.pragma('writable_schema = ON')
  // Entries of the index are looked for where they are not.
  db.exec(
    `UPDATE sqlite_master SET sql = 'CREATE INDEX slides_by_path ON slides (vendor)' WHERE name = 'slides_by_path'`
  )
  db.close()
  expectReadOnly(folder, 'library/corrupt', 'ductal restore')
})

test('a library of a newer program is read, not written', async () => {
  const { folder, file } = await library()
  const newer = new Sqlite(file)
  newer.pragma('user_version = 9990')
  newer.close()
  expectReadOnly(folder, 'library/newer', 'update the program')
})

test('what the tables hold is examined before anything is written', async () => {
  const { folder, file } = await library()
  const before = readFileSync(file)
  const { harm, close } = openLibrary(folder, migrationsFolder, () => 'entry 3 is none')
  expect(harm).toMatchObject({ code: 'review/broken', message: expect.stringContaining('(entry 3 is none)') })
  close()
  expect(readFileSync(file)).toEqual(before)
})

test('commits that a killed program left beside a damaged library are read with it', async () => {
  const { folder, file } = await library()
  const killed = new Sqlite(file)
  killed.exec(`UPDATE slides SET notes = 'the last that was written'`)
  const left = [readFileSync(file), readFileSync(`${file}-wal`)] as const
  killed.close()
  writeFileSync(file, left[0])
  writeFileSync(`${file}-wal`, left[1])
  damageTable(file, 'predictions')
  const { db, harm, close } = openLibrary(folder, migrationsFolder)
  expect(harm?.code).toBe('library/corrupt')
  expect(db.prepare('SELECT notes FROM slides').pluck().get()).toBe('the last that was written')
  close()
  expect(readFileSync(`${file}-wal`)).toEqual(left[1])
})

test('a library that lost all its bytes is not taken for a new one where there are copies', async () => {
  const { folder, file } = await library()
  truncateSync(file)
  expect(() => openLibrary(folder, migrationsFolder)).toThrow(
    expect.objectContaining({
      code: 'library/corrupt',
      message: expect.stringContaining('cannot be read at all')
    })
  )
  expect(readFileSync(file)).toHaveLength(0)
})
