import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { isWhole, listCopies } from '../../electron/host/db/copies.ts'
import { readMigrations } from '../../electron/host/db/migrations.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { brokenChain } from '../../electron/host/review/audit/verify.ts'
import { migrationsFolder, temporaryFolder } from '../support/library.ts'
import { tinyDisk } from '../support/tinyDisk.ts'

const migrations = readMigrations(migrationsFolder)
const code = (code: string) => expect.objectContaining({ code })

test('a new library has all tables, STRICT, with foreign keys and full synchronisation', () => {
  const { db, close } = openLibrary(temporaryFolder(), migrationsFolder)
  const tables = db
    .prepare(`SELECT name, strict FROM pragma_table_list
      WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all() as { name: string; strict: 0 | 1 }[]
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'slides',
      'slide_patches',
      'models',
      'runs',
      'tiles',
      'predictions',
      'review_log'
    ])
  )
  expect(tables.filter(({ strict }) => strict === 0)).toEqual([])
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(db.pragma('synchronous', { simple: true })).toBe(2)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.number)
  expect(db.pragma('trusted_schema', { simple: true })).toBe(0)
  expect(db.pragma('cell_size_check', { simple: true })).toBe(1)
  close()
})

test('every migration builds on the previous one and keeps existing data', () => {
  for (let present = 1; present < migrations.length; present++) {
    const folder = temporaryFolder()
    const older = join(folder, 'older')
    mkdirSync(older)
    for (const { file } of migrations.slice(0, present))
      copyFileSync(join(migrationsFolder, file), join(older, file))
    const before = openLibrary(folder, older)
    before.db.exec(`INSERT INTO slides (fingerprint, path, kind, vendor, width, height, levels, synthetic, added_at)
      VALUES ('sha256:x', '/x.svs', 'patches', 'aperio', 1, 1, '[]', 0, '2026-01-01')`)
    before.close()

    const after = openLibrary(folder, migrationsFolder, brokenChain)
    expect(after.readOnlyReason).toBeNull()
    expect(after.db.prepare('SELECT path FROM slides').pluck().all()).toEqual(['/x.svs'])
    after.close()
    expect(readdirSync(folder).filter(file => file.includes('.before-'))).toHaveLength(1)
  }
})

test('a library is not updated without a backup of it', ({ skip }) => {
  const disk = tinyDisk(3000)
  if (!disk) return skip('no right to mount a disk')
  const older = temporaryFolder()
  for (const { file } of migrations.slice(0, -1))
    copyFileSync(join(migrationsFolder, file), join(older, file))
  openLibrary(disk.folder, older).close()
  const before = readFileSync(join(disk.folder, 'library.sqlite'))
  const ballast = join(disk.folder, 'ballast')
  try {
    writeFileSync(ballast, Buffer.alloc(4_000_000))
  } catch {
    // The disk is full now, but for what the WAL needs.
    truncateSync(ballast, statSync(ballast).size - 200_000)
  }
  expect(() => openLibrary(disk.folder, migrationsFolder)).toThrow()
  expect(readFileSync(join(disk.folder, 'library.sqlite'))).toEqual(before)
  expect(readdirSync(disk.folder).filter(name => name.includes('.before-'))).toEqual([])
  rmSync(ballast)
  const { db, close } = openLibrary(disk.folder, migrationsFolder)
  expect(db.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.number)
  close()
  expect(listCopies(disk.folder).filter(({ path }) => isWhole(path))).toHaveLength(1)
})

test('refuses a second program on the same library until the first has closed it', () => {
  const folder = temporaryFolder()
  const first = openLibrary(folder, migrationsFolder)
  expect(() => openLibrary(folder, migrationsFolder)).toThrow(code('library/in-use'))
  first.close()
  openLibrary(folder, migrationsFolder).close()
})

test('lets other programs read the library while it is open', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder, migrationsFolder)
  const reader = new Sqlite(join(folder, 'library.sqlite'), { readonly: true })
  expect(reader.prepare('SELECT count(*) FROM slides').pluck().get()).toBe(0)
  reader.close()
  library.close()
})

test('refuses a damaged library without changing a byte of it', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'library.sqlite')
  writeFileSync(file, 'this was never a database, but it may be all that is left'.repeat(100))
  const before = readFileSync(file)
  expect(() => openLibrary(folder, migrationsFolder)).toThrow(code('library/corrupt'))
  expect(readFileSync(file)).toEqual(before)
})

test('refuses a data folder that cannot be created, and names its path', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  expect(() => openLibrary(join(folder, 'file', 'data'), migrationsFolder)).toThrow(
    code('library/unwritable')
  )
})
