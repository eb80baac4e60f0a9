import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'

/** A copy of the library, made by this program. */
export interface Copy {
  path: string
  /** ISO 8601, UTC. */
  takenAt: string
  bytes: number
}

/** Copies that are kept, one a day; those made before an update of the format are kept for good. */
const kept = 7
const day = 20 * 3600 * 1000

const folderOf = (dataFolder: string) => join(dataFolder, 'backups')

/** Copies of the library in a data folder, the newest first, whether whole or not. */
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

/** Whether SQLite finds a file to be a library, and whole. It is not written to. */
export const isWhole = (path: string): boolean =>
  holds(path, { readonly: true }, db => db.pragma('user_version', { simple: true }) !== 0)

/** Whether a file is whole and something is true of it; what SQLite cannot read is neither. */
function holds(path: string, options: Sqlite.Options, condition: (db: Database) => boolean): boolean {
  try {
    const db = new Sqlite(path, { ...options, fileMustExist: true })
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
 * Copies the library where the newest copy is older than a day, while others go on writing to it. Older copies go only once the
 * new one was found to be whole.
 * @returns the new copy; undefined where there is one of today, or nothing in the library yet; 'damaged' where the copy is, so that
 * the library must be
 * @throws as SQLite does where the disk is full
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

/** A copy is in WAL mode as the library is, which would make further files beside it whenever somebody looks at it. */
const asOneFile = (copy: Database): boolean =>
  copy.pragma('journal_mode = DELETE', { simple: true }) === 'delete'
