import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
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
}

/** Number of daily backups to keep; backups made before a format update are kept forever. */
const kept = 7
const day = 20 * 3600 * 1000

const folderOf = (dataFolder: string) => join(dataFolder, 'backups')

/** Lists the backups of the library in a data folder, newest first, intact or not. */
export function listCopies(dataFolder: string): Copy[] {
  const found = [
    ...filesIn(
      folderOf(dataFolder),
      /^library-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.sqlite$/,
      ([, date, h, m, s]) => Date.parse(`${date}T${h}:${m}:${s}Z`)
    ),
    ...filesIn(dataFolder, /^library\.sqlite\.before-\d+-(\d+)$/, ([, time]) => Number(time))
  ]
  return found.sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1))
}

function filesIn(folder: string, name: RegExp, timeOf: (match: RegExpExecArray) => number): Copy[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap(file => {
    const match = name.exec(file)
    if (!match) return []
    const path = join(folder, file)
    return [{ path, takenAt: new Date(timeOf(match)).toISOString(), bytes: statSync(path).size }]
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
 * may write. Deletes old backups only after the new one is found intact.
 * @returns the new backup; undefined if a recent one exists or the library is empty; 'damaged' if
 *   the backup is damaged, which means the library is, too
 * @throws the SQLite error if the disk is full
 */
export async function copyDaily(
  db: Database,
  dataFolder: string,
  now = new Date()
): Promise<string | undefined | 'damaged'> {
  if (db.prepare('SELECT 1 FROM slides LIMIT 1').get() === undefined) return undefined
  const folder = folderOf(dataFolder)
  const daily = () => listCopies(dataFolder).filter(({ path }) => path.startsWith(folder))
  const [newest] = daily()
  if (newest && now.getTime() - Date.parse(newest.takenAt) < day) return undefined
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `library-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`)
  const part = `${path}.part`
  try {
    await db.backup(part)
    if (!holds(part, {}, asOneFile)) return 'damaged'
    renameSync(part, path)
  } finally {
    rmSync(part, { force: true })
  }
  for (const { path } of daily().slice(kept)) rmSync(path)
  return path
}

/**
 * Backups inherit the library's WAL mode, which would create extra files whenever a backup is
 * opened.
 */
const asOneFile = (copy: Database): boolean =>
  copy.pragma('journal_mode = DELETE', { simple: true }) === 'delete'
