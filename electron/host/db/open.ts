import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { DuctalError } from '../../../contract/errors.ts'
import { damaged } from './copies.ts'
import { lockFolder } from './lock.ts'
import { migrate, readMigrations } from './migrate.ts'

export interface Library {
  db: Database
  /** Closes the file and lets other programs have it. */
  close(): void
}

/**
 * Opens `library.sqlite` in a data folder, or makes it. The one writer of the library calls this once.
 * @param folder data folder; made where absent
 * @param migrations folder of the `NNNN_noun.sql` files
 * @throws DuctalError library/unwritable, library/in-use, library/newer, library/corrupt, disk/full
 */
export function openLibrary(folder: string, migrations: string): Library {
  const file = join(folder, 'library.sqlite')
  let unlock = () => {}
  let db: Database | undefined
  try {
    makeFolder(resolve(folder))
    unlock = lockFolder(folder)
    const endedBadly = existsSync(`${file}-wal`)
    db = new Sqlite(file, { timeout: 2000 })
    configure(db)
    if (endedBadly) checkWhole(db)
    migrate(db, readMigrations(migrations))
  } catch (error) {
    db?.close()
    unlock()
    throw explain(error, folder, file)
  }
  const opened = db
  return {
    db: opened,
    close() {
      opened.close()
      unlock()
    }
  }
}

/** One folder at a time: Node's own recursive way never ends where a parent exists and takes no folders, as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}

function configure(db: Database): void {
  db.pragma('journal_mode = WAL')
  // better-sqlite3's default in WAL mode may lose the last commits with the power; what was shown as saved must stay.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
}

function checkWhole(db: Database): void {
  const verdict = db.pragma('quick_check(1)', { simple: true })
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' })
}

function explain(error: unknown, folder: string, file: string): unknown {
  if (error instanceof DuctalError) return error
  const code = String((error as { code?: unknown }).code ?? '')
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(folder, error)
  if (/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_IOERR)/.test(code))
    return new DuctalError(
      'library/unwritable',
      `The data folder ${folder} cannot be written (${code}): check its permissions, or choose another with --data or DUCTAL_DATA.`,
      { cause: error }
    )
  if (code.startsWith('SQLITE_BUSY'))
    return new DuctalError('library/in-use', `Another program has ${file} locked: close it and try again.`, {
      cause: error
    })
  return error
}
