import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import { DuctalError } from '../../../contract/errors.ts'
import { type WritableDb, writable } from './connection.ts'
import { type Examine, openForReading, readOnlyReasonOf, unreadable } from './damage.ts'
import { isDamage } from './errors.ts'
import { type Log, noLog } from './head.ts'
import { lockFolder } from './lock.ts'
import { migrate } from './migrate.ts'
import { type Migration, readMigrations } from './migrations.ts'
import { finishRestore } from './restore.ts'
import { openSqlite } from './sqlite.ts'
import { Upkeep } from './upkeep.ts'

export interface Library {
  /** Writes fail with SQLITE_READONLY while `readOnlyReason` is set. */
  db: WritableDb
  /** Why the library is read-only; null when it is writable. */
  readOnlyReason: DuctalError | null
  /**
   * Call after a change, before it is reported as saved.
   * @throws DuctalError library/displaced if the file that is open is not the one at its path
   */
  confirm(): void
  /** Call about once a second. Throws as `confirm`. */
  tend(): void
  /** Closes the file and releases the lock. */
  close(): void
}

/**
 * Opens `library.sqlite` in a data folder, or creates it. A damaged library, or one of a newer
 * program, is opened read-only. The single writer of the library calls this once.
 * @param folder data folder; created if absent
 * @param migrations folder of the `NNNN_noun.sql` files
 * @param examine examines the content of the tables before anything is written
 * @param log how to read the review log
 * @throws DuctalError library/unwritable, library/in-use, disk/full; library/corrupt if nothing can
 *   be read
 */
export function openLibrary(
  folder: string,
  migrations: string,
  examine: Examine = () => null,
  log = noLog
): Library {
  const file = join(folder, 'library.sqlite')
  let unlock = () => {}
  try {
    makeFolder(resolve(folder))
    unlock = lockFolder(folder)
    finishRestore(folder, log)
    const known = readMigrations(migrations)
    const readOnlyReason = readOnlyReasonOf(folder, known, examine, log)
    const opened = readOnlyReason ? readOnly(file) : openForWriting(folder, file, known, log)
    return {
      ...opened,
      db: writable(opened.db),
      readOnlyReason,
      close() {
        opened.close()
        unlock()
      }
    }
  } catch (error) {
    unlock()
    throw explain(error, folder, file)
  }
}

type Opened = Omit<Library, 'db' | 'readOnlyReason'> & { db: Database }

const readOnly = (file: string): Opened => ({ ...openForReading(file), confirm() {}, tend() {} })

function openForWriting(folder: string, file: string, migrations: Migration[], log: Log): Opened {
  const db = openSqlite(file, { timeout: 2000 })
  try {
    configure(db)
    migrate(db, migrations)
    const upkeep = new Upkeep(db, folder, log)
    upkeep.confirm()
    return {
      db,
      confirm: () => upkeep.confirm(),
      tend: () => upkeep.tend(),
      close() {
        upkeep.end()
        db.close()
      }
    }
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Creates one folder at a time: Node's recursive mkdir never returns under a parent that accepts no
 * folders, such as /proc.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

function configure(db: Database): void {
  db.pragma('journal_mode = WAL')
  // better-sqlite3's WAL default can lose the last commits in a power cut; saved data must survive.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  // Only upkeep.ts writes to the library's file, so that it notices when another program does.
  db.pragma('wal_autocheckpoint = 0')
}

function explain(error: unknown, folder: string, file: string): unknown {
  if (error instanceof DuctalError) return error
  const code = String((error as { code?: unknown }).code ?? '')
  if (isDamage(error)) return unreadable(folder, error)
  if (
    /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_IOERR(?!_SHMSIZE))/.test(
      code
    )
  )
    return new DuctalError(
      'library/unwritable',
      `Cannot write to the data folder ${folder} (${code}). Check its permissions, or choose another folder with --data or DUCTAL_DATA.`,
      { cause: error }
    )
  if (code.startsWith('SQLITE_BUSY'))
    return new DuctalError(
      'library/in-use',
      `Another program has locked ${file}. Close that program and try again.`,
      {
        cause: error
      }
    )
  return error
}
