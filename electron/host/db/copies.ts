import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync
} from 'node:fs'
import { join } from 'node:path'
import type { Database, Options } from 'better-sqlite3'
import { isRegular } from '../../../files/regular.ts'
import { openSqlite } from './sqlite.ts'

/** A backup of the library made by this program. */
export interface Copy {
  path: string
  /** ISO 8601, UTC. */
  takenAt: string
  bytes: number
  /** Made by a clock that was wrong: its date has not come yet. */
  future: boolean
}

/**
 * Number of days, weeks and months of which the newest backup is kept. Backups made before a format
 * update are kept forever, and so are those with a date in the future, whose age is unknown.
 */
const kept = { days: 7, weeks: 5, months: 12 }
const hour = 3600 * 1000
const enough = 20 * hour

const folderOf = (dataFolder: string) => join(dataFolder, 'backups')

/**
 * Lists the backups of the library in a data folder, intact or not: newest first, and those with a
 * date in the future last.
 */
export function listCopies(dataFolder: string, now = new Date()): Copy[] {
  const found = [
    ...filesIn(
      folderOf(dataFolder),
      /^library-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/,
      ([, date, h, m, s]) => Date.parse(`${date}T${h}:${m}:${s}Z`)
    ),
    ...filesIn(dataFolder, /^library\.sqlite\.before-\d+-(\d+)$/, ([, time]) => Number(time))
  ]
  return found
    .map(copy => ({ ...copy, future: Date.parse(copy.takenAt) > now.getTime() }))
    .sort((a, b) => Number(a.future) - Number(b.future) || (a.takenAt < b.takenAt ? 1 : -1))
}

function filesIn(
  folder: string,
  name: RegExp,
  timeOf: (match: RegExpExecArray) => number
): Omit<Copy, 'future'>[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap(file => {
    const match = name.exec(file)
    const time = match ? new Date(timeOf(match)) : undefined
    // A name that no backup has, such as one of the 40th of a month.
    if (!time || Number.isNaN(time.getTime())) return []
    const path = join(folder, file)
    const size = statSync(path, { throwIfNoEntry: false })?.size
    return size === undefined ? [] : [{ path, takenAt: time.toISOString(), bytes: size }]
  })
}

/** Whether a file is an intact SQLite library. Opens it read-only; never waits for a pipe. */
export const isWhole = (path: string): boolean =>
  isRegular(path) && holds(path, { readonly: true }, db => db.pragma('user_version', { simple: true }) !== 0)

/** Whether a file is intact and meets a condition; false if SQLite cannot read it. */
function holds(path: string, options: Options, condition: (db: Database) => boolean): boolean {
  try {
    const db = openSqlite(path, { ...options, fileMustExist: true })
    try {
      return db.pragma('quick_check(1)', { simple: true }) === 'ok' && condition(db)
    } finally {
      db.close()
    }
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('SQLITE_')) return false
    throw error
  }
}

/**
 * Backs up the library when the newest daily backup is older than 20 hours, while other connections
 * may write.
 * @returns as {@link makeCopy}; undefined if a recent backup exists or the library is empty
 * @throws the error of SQLite or the system if the backup cannot be written
 */
export async function copyDaily(
  db: Database,
  dataFolder: string,
  now = new Date()
): Promise<string | undefined | 'damaged'> {
  if (db.prepare('SELECT 1 FROM slides LIMIT 1').get() === undefined) return undefined
  const newest = dailyCopies(dataFolder, now).find(({ future, bytes }) => !future && bytes > 0)
  if (newest && now.getTime() - Date.parse(newest.takenAt) < enough) return undefined
  return makeCopy(db, dataFolder, now)
}

/**
 * Backs up the library now. Deletes old backups only after the new one is found intact.
 * @returns the path of the new backup; 'damaged' if the backup is damaged, which means the library
 *   is, too
 * @throws the error of SQLite or the system if the backup cannot be written
 */
export async function makeCopy(
  db: Database,
  dataFolder: string,
  now = new Date()
): Promise<string | 'damaged'> {
  const folder = folderOf(dataFolder)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `library-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`)
  const part = `${path}.part`
  try {
    await db.backup(part)
    if (!publish(part, path)) return 'damaged'
  } finally {
    rmSync(part, { force: true })
  }
  for (const copy of surplus(dailyCopies(dataFolder, now))) rmSync(copy.path, { force: true })
  return path
}

/**
 * Backs up a library of an older format before it is updated.
 * @returns false if the backup is damaged
 */
export function copyBeforeUpdate(db: Database, newest: number): boolean {
  const path = `${db.name}.before-${newest}-${Date.now()}`
  const part = `${path}.part`
  try {
    db.prepare('VACUUM INTO ?').run(part)
    return publish(part, path)
  } finally {
    rmSync(part, { force: true })
  }
}

/** Gives a backup its name if it is intact and on the disk. */
function publish(part: string, path: string): boolean {
  if (!holds(part, {}, asOneFile)) return false
  const file = openSync(part, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
  return true
}

const dailyCopies = (dataFolder: string, now: Date): Copy[] => {
  const folder = folderOf(dataFolder)
  return listCopies(dataFolder, now).filter(({ path }) => path.startsWith(folder))
}

/** The backups that are not the newest of one of the latest days, weeks and months. */
function surplus(newestFirst: Copy[]): Copy[] {
  const past = newestFirst.filter(({ future }) => !future)
  const newestOf = (period: (time: Date) => string | number, count: number): Copy[] => {
    const first = new Map<string | number, Copy>()
    for (const copy of past) {
      const key = period(new Date(copy.takenAt))
      if (!first.has(key)) first.set(key, copy)
    }
    return [...first.values()].slice(0, count)
  }
  const wanted = new Set([
    ...newestOf(time => time.toISOString().slice(0, 10), kept.days),
    // The first of January 1970 was a Thursday.
    ...newestOf(time => Math.floor((time.getTime() / (24 * hour) + 3) / 7), kept.weeks),
    ...newestOf(time => time.toISOString().slice(0, 7), kept.months)
  ])
  return past.filter(copy => !wanted.has(copy))
}

/**
 * Backups inherit the library's WAL mode, which would create extra files whenever a backup is
 * opened.
 */
const asOneFile = (copy: Database): boolean =>
  copy.pragma('journal_mode = DELETE', { simple: true }) === 'delete'
