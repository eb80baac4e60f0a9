import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync
} from 'node:fs'
import { join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { requireRegular } from '../../../files/regular.ts'
import { writable } from './connection.ts'
import { isWhole, listCopies } from './copies.ts'
import { openForReading } from './damage.ts'
import { type Log, type LogEntry, noLog, writeHead } from './head.ts'
import { lockFolder } from './lock.ts'
import { openSqlite } from './sqlite.ts'

/** The previous library, compared with the one that replaced it. */
export interface Kept {
  /** Whether SQLite finds it intact. */
  intact: boolean
  /**
   * Entries of its review log that the restored library lacks; null if the log cannot be read, or
   * is another one.
   */
  further: number | null
}

export interface Restored {
  /** The backup that replaced the library. */
  from: string
  /** Where the previous library is kept; null if there was none. */
  keptAs: string | null
  kept: Kept | null
}

/**
 * Replaces the library with a backup; the previous library is kept next to it, complete. A restore
 * that is killed either did nothing or is finished by the next start.
 * @param copy path of the backup, which may be the library itself; defaults to the newest intact
 *   one
 * @param log how to read the review log
 * @throws DuctalError library/no-copy, library/in-use, path/missing, path/irregular
 */
export function restoreLibrary(dataFolder: string, copy?: string, log = noLog): Restored {
  if (!existsSync(dataFolder))
    throw new DuctalError('path/missing', `The data folder ${dataFolder} does not exist. Check the path.`)
  const unlock = lockFolder(dataFolder)
  try {
    finishRestore(dataFolder, log)
    const from = copy === undefined ? newestWhole(dataFolder) : wholeCopy(copy)
    const part = join(dataFolder, 'library.sqlite.part')
    try {
      copyComplete(from, part)
      toDisk(part)
      renameSync(part, join(dataFolder, `library.sqlite.restoring-${Date.now()}`))
      toDisk(dataFolder)
    } finally {
      rmSync(part, { force: true })
    }
    const keptAs = finishRestore(dataFolder, log)
    return {
      from,
      keptAs,
      kept: keptAs === null ? null : keptOf(keptAs, join(dataFolder, 'library.sqlite'), log)
    }
  } finally {
    unlock()
  }
}

/**
 * Finishes a restore whose backup is complete in the data folder. Each step may have been done
 * before, by a program that was killed. Call with the folder locked.
 * @returns where the previous library is kept; null without one, and without a restore
 */
export function finishRestore(folder: string, log: Log): string | null {
  const restoring = existsSync(folder) ? readdirSync(folder).find(name => marker.test(name)) : undefined
  if (restoring === undefined) return null
  const file = join(folder, 'library.sqlite')
  const keptAs = `${file}.replaced-${marker.exec(restoring)?.[1]}`
  for (const end of ['', '-wal']) keepAs(file + end, keptAs + end)
  toDisk(folder)
  // From here on, a start without the WAL would find less than was saved.
  writeHead(folder, lastOf(join(folder, restoring), log) ?? { sequence: 0, hash: '' })
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
  renameSync(join(folder, restoring), file)
  toDisk(folder)
  return existsSync(keptAs) ? keptAs : null
}

const marker = /^library\.sqlite\.restoring-(\d+)$/

/** Gives a file a second name, or a copy where the file system has no links. */
function keepAs(file: string, name: string): void {
  if (!existsSync(file) || existsSync(name)) return
  try {
    linkSync(file, name)
  } catch {
    copyFileSync(file, `${name}.part`, constants.COPYFILE_FICLONE)
    toDisk(`${name}.part`)
    renameSync(`${name}.part`, name)
  }
}

/** Copies a library into one file, with what is still in its WAL. */
function copyComplete(from: string, to: string): void {
  rmSync(to, { force: true })
  if (!(statSync(`${from}-wal`, { throwIfNoEntry: false })?.size ?? 0)) {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
    return
  }
  const db = openSqlite(from, { readonly: true, timeout: 2000 })
  try {
    db.prepare('VACUUM INTO ?').run(to)
  } finally {
    db.close()
  }
}

/** Waits until a file, or the names in a folder, are on the disk. */
function toDisk(path: string): void {
  // Windows has no such call for folders.
  if (process.platform === 'win32' && statSync(path).isDirectory()) return
  const handle = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function reading<T>(file: string, read: (db: ReturnType<typeof writable>) => T): T | null {
  try {
    const { db, close } = openForReading(file)
    try {
      return read(writable(db))
    } finally {
      close()
    }
  } catch {
    // Any part of a damaged library may be unreadable.
    return null
  }
}

const lastOf = (file: string, log: Log): LogEntry | null => reading(file, db => log.last(db))

function keptOf(path: string, restored: string, log: Log): Kept {
  const [kept, now] = [lastOf(path, log), lastOf(restored, log)]
  const continues =
    kept && now && (now.sequence === 0 || reading(path, db => log.hashOf(db, now.sequence)) === now.hash)
  const contained =
    kept && (kept.sequence === 0 || reading(restored, db => log.hashOf(db, kept.sequence)) === kept.hash)
  return {
    intact: reading(path, db => db.pragma('quick_check(1)', { simple: true })) === 'ok',
    further: contained ? 0 : continues ? kept.sequence - now.sequence : null
  }
}

function newestWhole(dataFolder: string): string {
  const copy = listCopies(dataFolder).find(({ path }) => isWhole(path))
  if (copy) return copy.path
  throw new DuctalError(
    'library/no-copy',
    `${dataFolder} has no usable backup of the library. Give the path of a backup stored elsewhere.`
  )
}

function wholeCopy(path: string): string {
  if (!existsSync(path))
    throw new DuctalError('path/missing', `The file ${path} does not exist. Check the path.`)
  requireRegular(path, statSync(path))
  if (isWhole(path)) return path
  throw new DuctalError(
    'library/no-copy',
    `${path} is not a complete backup of a library. Choose another backup.`
  )
}
