import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { copyDaily, isWhole, listCopies } from '../../electron/host/db/copies.ts'
import { openLibrary } from '../../electron/host/db/open.ts'
import { restoreLibrary } from '../../electron/host/db/restore.ts'
import { guardedLog } from '../../electron/host/review/log/log.ts'
import { keepSlide, listSlides } from '../../electron/host/slides/records.ts'
import { damageEnd } from '../support/damage.ts'
import { migrationsFolder, slideFacts, temporaryFolder } from '../support/library.ts'
import { finishedRun } from '../support/review.ts'

const days = (count: number) => new Date(Date.now() + count * 24 * 3600 * 1000)

function library() {
  const folder = temporaryFolder()
  const { db, close } = openLibrary(folder, migrationsFolder)
  keepSlide(db, '/slides/one.svs', slideFacts(), undefined)
  return { folder, db, close, file: join(folder, 'library.sqlite') }
}

test('backs up the library once a day', async () => {
  const { folder, db, close } = library()
  expect(await copyDaily(db, folder)).toMatch(/backups.library-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite$/)
  expect(await copyDaily(db, folder)).toBeUndefined()
  expect(await copyDaily(db, folder, days(1))).toBeDefined()
  expect(listCopies(folder, days(2)).every(({ path }) => isWhole(path))).toBe(true)
  // The folder holds the copies and nothing else.
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(2)
  close()
})

test('keeps the newest backup of 7 days, 5 weeks and 12 months', async () => {
  const { folder, db, close } = library()
  const first = await copyDaily(db, folder, new Date('2024-01-01T12:00:00Z'))
  const backups = join(folder, 'backups')
  const name = (time: Date) => `library-${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`
  // The other days have the same content, and only their names matter.
  const day = (number: number) => new Date(Date.UTC(2024, 0, 1 + number, 12))
  for (let number = 1; number < 500; number++) copyFileSync(first as string, join(backups, name(day(number))))
  await copyDaily(db, folder, day(500))
  const left = readdirSync(backups).sort().reverse()
  expect(left.slice(0, 7)).toEqual([500, 499, 498, 497, 496, 495, 494].map(number => name(day(number))))
  const months = new Set(left.map(file => file.slice(8, 15)))
  expect(months.size).toBe(12)
  // 15 May 2025 was a Thursday: of the four weeks before, their Sundays are kept.
  for (const sunday of ['05-11', '05-04', '04-27', '04-20'])
    expect(left).toContain(`library-2025-${sunday}T12-00-00Z.sqlite`)
  expect(left.length).toBeLessThanOrEqual(7 + 4 + 11)
  close()
})

test('a backup with a date in the future neither counts as recent nor is restored first', async () => {
  const { folder, db, close } = library()
  const future = await copyDaily(db, folder, days(3000))
  const today = await copyDaily(db, folder, days(-10))
  expect(today).toBeDefined()
  expect(listCopies(folder).map(({ path }) => path)).toEqual([today, future])
  for (let count = 1; count <= 9; count++) await copyDaily(db, folder, days(count - 10))
  expect(existsSync(future as string)).toBe(true)
  close()
  expect(restoreLibrary(folder).from).not.toBe(future)
})

test('does not back up an empty library', async () => {
  const folder = temporaryFolder()
  const { db, close } = openLibrary(folder, migrationsFolder)
  expect(await copyDaily(db, folder)).toBeUndefined()
  close()
})

test('names the newest copy of a damaged library; restoring keeps the damaged file too', async () => {
  const { folder, db, close, file } = library()
  finishedRun(db)
  await copyDaily(db, folder)
  keepSlide(db, '/slides/later.svs', slideFacts({ fingerprint: `sha256:${'c'.repeat(64)}` }), undefined)
  close()
  writeFileSync(file, 'not a database at all, but the user’s'.repeat(200))
  const lost = readFileSync(file)
  expect(() => openLibrary(folder, migrationsFolder)).toThrow(
    expect.objectContaining({ code: 'library/corrupt', message: expect.stringContaining('ductal restore') })
  )
  const { from, keptAs, kept } = restoreLibrary(folder, undefined, guardedLog)
  expect(kept).toEqual({ intact: false, further: null })
  expect(from).toBe(listCopies(folder)[0]?.path)
  expect(readFileSync(keptAs ?? '')).toEqual(lost)
  const restored = openLibrary(folder, migrationsFolder)
  expect(listSlides(restored.db).map(({ path }) => path)).toEqual(['/slides/one.svs'])
  restored.close()
})

test('a damaged copy is reported and replaces no older copy', async () => {
  const { folder, db, close, file } = library()
  finishedRun(db)
  for (let count = 0; count < 7; count++) await copyDaily(db, folder, days(count))
  const before = listCopies(folder, days(9))
  close()
  damageEnd(file)
  const again = new Sqlite(file)
  expect(await copyDaily(again, folder, days(9))).toBe('damaged')
  expect(listCopies(folder, days(9))).toEqual(before)
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(7)
  again.close()
})

test('restores the newest intact copy, and touches nothing when there is none', async () => {
  const { folder, db, close, file } = library()
  finishedRun(db)
  expect(() => restoreLibrary(folder)).toThrow(expect.objectContaining({ code: 'library/in-use' }))
  await copyDaily(db, folder, days(-2))
  await copyDaily(db, folder, days(-1))
  close()
  const [newest, older] = listCopies(folder, days(2))
  damageEnd(newest!.path)
  expect(isWhole(newest!.path)).toBe(false)
  expect(restoreLibrary(folder).from).toBe(older!.path)

  const bare = library()
  bare.close()
  const before = readFileSync(bare.file)
  expect(() => restoreLibrary(bare.folder)).toThrow(expect.objectContaining({ code: 'library/no-copy' }))
  expect(() => restoreLibrary(bare.folder, file.concat('.none'))).toThrow(
    expect.objectContaining({ code: 'path/missing' })
  )
  expect(readFileSync(bare.file)).toEqual(before)
  expect(existsSync(`${bare.file}.part`)).toBe(false)
})

test.skipIf(process.platform === 'win32')('a pipe is no backup, and is not waited for', () => {
  const folder = temporaryFolder()
  openLibrary(folder, migrationsFolder).close()
  const pipe = join(folder, 'pipe.sqlite')
  execFileSync('mkfifo', [pipe])
  expect(isWhole(pipe)).toBe(false)
  expect(() => restoreLibrary(folder, pipe)).toThrow(expect.objectContaining({ code: 'path/irregular' }))
  openLibrary(folder, migrationsFolder).close()
})
