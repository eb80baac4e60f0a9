import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { DuctalError } from '../../../contract/errors.ts'
import { type ReadableDb, writable } from './connection.ts'
import { listCopies } from './copies.ts'
import { isDamageFound, isUnreadable } from './errors.ts'
import { type Log, readHead } from './head.ts'
import type { Migration } from './migrations.ts'
import { schemaFault } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { paddedCopy } from './truncated.ts'

/** Examines the content of the tables; returns what is wrong, or null. */
export type Examine = (db: ReadableDb) => string | null

/**
 * Returns why a readable library must stay read-only; null if it is intact or does not exist yet.
 * Writes nothing.
 * @param migrations all that this program knows
 * @throws DuctalError library/corrupt if the library cannot be read at all
 */
export function readOnlyReasonOf(
  folder: string,
  migrations: readonly Migration[],
  examine: Examine,
  log: Log
): DuctalError | null {
  const file = join(folder, 'library.sqlite')
  // SQLite treats an empty file as a new library.
  if (!existsSync(file) || statSync(file).size === 0) {
    if (!hadLibrary(folder)) return null
    throw existsSync(file) ? unreadable(folder) : missing(folder)
  }
  const looking = openForReading(file)
  if (!canBeRead(looking.db)) {
    looking.close()
    throw unreadable(folder)
  }
  try {
    const format = looking.db.pragma('user_version', { simple: true }) as number
    const newest = migrations.at(-1)?.number ?? 0
    if (format > newest) return newer(file, format, newest)
    if (looking.db.pragma('integrity_check(1)', { simple: true }) !== 'ok') return damaged(folder)
    const changed = schemaFault(looking.db, migrations)
    if (changed !== null) return otherSchema(folder, changed)
    const fault = examine(writable(looking.db))
    if (fault !== null) return brokenLog(folder, fault)
    return incomplete(folder, log, writable(looking.db))
  } catch (error) {
    if (isUnreadable(error)) return damaged(folder, error)
    throw error
  } finally {
    looking.close()
  }
}

/** Whether a data folder without a library once had one. */
const hadLibrary = (folder: string): boolean =>
  readHead(folder) !== null ||
  listCopies(folder).length > 0 ||
  readdirSync(folder).some(name => /^library\.sqlite(-wal$|\.replaced-\d+$)/.test(name))

/** Compares the review log with the last entry that was reported as saved. */
function incomplete(folder: string, log: Log, db: ReadableDb): DuctalError | null {
  const saved = readHead(folder)
  if (!saved) return null
  const { sequence } = log.last(db)
  if (sequence < saved.sequence) return endsEarly(folder, sequence, saved.sequence)
  return log.hashOf(db, saved.sequence) === saved.hash
    ? null
    : brokenLog(folder, `entry ${saved.sequence} is not the one that was saved`)
}

/** Whether at least the table names can be read. */
function canBeRead(db: Database): boolean {
  try {
    return db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== undefined
  } catch (error) {
    if (isDamageFound(error)) return false
    throw error
  }
}

/** Opens a connection that writes nothing and reads what is left, even of a truncated file. */
export function openForReading(file: string): { db: Database; close(): void } {
  const padded = paddedCopy(file)
  const beside = padded ? [] : ['-wal', '-shm'].map(end => file + end).filter(path => !existsSync(path))
  const db = openOr(() => padded?.remove(), padded?.file ?? file)
  return {
    db,
    close() {
      db.close()
      padded?.remove()
      // Readers create these two files and leave them behind; they hold no data.
      for (const path of beside) rmSync(path, { force: true })
    }
  }
}

/** @param clean called if the file cannot be opened */
function openOr(clean: () => void, file: string): Database {
  try {
    return openSqlite(file, { readonly: true, timeout: 2000 })
  } catch (error) {
    clean()
    throw error
  }
}

const newer = (file: string, format: number, newest: number) =>
  new DuctalError(
    'library/newer',
    `The library ${file} was written by a newer version of Ductal (format ${format}; this version reads up to ${newest}) and is read-only. Update Ductal, or choose another data folder.`
  )

/** Error for a damaged library that is partly readable. */
export const damaged = (folder: string, cause?: unknown): DuctalError =>
  new DuctalError(
    'library/corrupt',
    `The library ${fileIn(folder)} is damaged. It is read-only to protect the remaining data. ${remedy(folder)}`,
    { cause }
  )

/** Error for a damaged library that cannot be read at all. */
export const unreadable = (folder: string, cause?: unknown): DuctalError =>
  new DuctalError(
    'library/corrupt',
    `The library ${fileIn(folder)} is damaged and cannot be read. It was not changed. ${remedy(folder)}`,
    { cause }
  )

const missing = (folder: string) =>
  new DuctalError(
    'library/corrupt',
    `The library ${fileIn(folder)} is missing, but ${folder} once had one. It was moved or deleted by another program. Put it back if you can. ${remedy(folder)} To start with an empty library, choose another data folder.`
  )

const endsEarly = (folder: string, present: number, saved: number) =>
  new DuctalError(
    'library/incomplete',
    `The library ${fileIn(folder)} lacks the latest work: its review log ends at entry ${present}, but entry ${saved} was saved. Perhaps its companion library.sqlite-wal was deleted, damaged or not copied. The library is read-only. Put that file back if you can. ${remedy(folder)} To continue without the missing work, run “ductal restore ${fileIn(folder)}”.`
  )

const otherSchema = (folder: string, fault: string) =>
  new DuctalError(
    'library/corrupt',
    `The structure of the library ${fileIn(folder)} was changed: it ${fault}. It is read-only to protect the remaining data. ${remedy(folder)}`
  )

const brokenLog = (folder: string, fault: string) =>
  new DuctalError(
    'review/broken',
    `Another program changed the review log in ${fileIn(folder)} (${fault}). The library is read-only. Run “ductal verify --all” to see what differs. ${remedy(folder)}`
  )

const fileIn = (folder: string) => join(folder, 'library.sqlite')

/** Names the backup that can replace the library, and how. */
function remedy(folder: string): string {
  const [newest] = listCopies(folder)
  return newest
    ? `To restore the newest backup (${newest.takenAt.slice(0, 16).replace('T', ' ')} UTC), close Ductal and run “ductal restore”; the damaged file is kept.`
    : 'The data folder has no backup of the library. Restore one from your own backups.'
}
