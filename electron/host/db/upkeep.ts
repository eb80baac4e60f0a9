import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { DuctalError } from '../../../contract/errors.ts'
import { writable } from './connection.ts'
import { isDamageFound } from './errors.ts'
import { type Log, type LogEntry, readHead, writeHead } from './head.ts'
import { type Displaced, OpenFiles } from './open-files.ts'
import { openSqlite } from './sqlite.ts'

/** Calls of `tend` after which the WAL is written to the library even if it still grows. */
const patience = 30

/** Keeps the promise of an open library that what is saved is in the file at its path. */
export class Upkeep {
  readonly #db: Database
  readonly #folder: string
  readonly #log: Log
  readonly #files: OpenFiles
  #head: LogEntry | null
  #seen: bigint | undefined
  #checkpointed: bigint | undefined
  #waited = 0

  constructor(db: Database, folder: string, log: Log) {
    this.#db = db
    this.#folder = folder
    this.#log = log
    this.#files = new OpenFiles(join(folder, 'library.sqlite'))
    this.#head = readHead(folder)
  }

  /**
   * Call after a change, before it is reported as saved: checks that the library at the path is the
   * one that is open, and notes the last entry of the review log next to it.
   * @throws DuctalError library/displaced
   */
  confirm(): void {
    const displaced = this.#files.displaced()
    if (displaced === 'changed' && this.#sameContent()) this.#files.expectWritten()
    else if (displaced) throw displacedError(this.#folder, displaced, this.#db.name)
    this.#noteHead()
  }

  /**
   * Call about once a second: checks the library as `confirm` does, and writes the WAL to it when
   * no work is going on. The library is then complete even without its WAL.
   * @throws DuctalError library/displaced
   */
  tend(): void {
    this.confirm()
    const written = this.#files.walWritten()
    const idle = written === this.#seen
    this.#seen = written
    if (written === this.#checkpointed || !(idle || ++this.#waited >= patience)) return
    this.#waited = 0
    this.#checkpoint()
    this.#checkpointed = this.#files.walWritten()
    this.#seen = this.#checkpointed
  }

  /** Call before the connection is closed. */
  end(): void {
    if (this.#files.displaced() !== null) return
    this.#noteHead()
    this.#checkpoint()
  }

  /** Never waits for readers; what they still need is written the next time. */
  #checkpoint(): void {
    try {
      this.#db.pragma('wal_checkpoint(PASSIVE)')
    } catch {
      // A full disk, for example. The WAL still has everything.
    } finally {
      this.#files.expectWritten()
    }
  }

  #noteHead(): void {
    const last = this.#log.last(writable(this.#db))
    if (last.sequence === (this.#head?.sequence ?? 0) && last.hash === (this.#head?.hash ?? last.hash)) return
    try {
      writeHead(this.#folder, last)
      this.#head = last
    } catch {
      // The entry itself is saved. The older one in the file is in the library, too.
    }
  }

  /**
   * Whether a library that another program wrote to still has what this one saved, as after that
   * program's checkpoint.
   */
  #sameContent(): boolean {
    try {
      const other = openSqlite(this.#db.name, { readonly: true, timeout: 2000 })
      try {
        const [here, there] = [this.#db, other].map(db => this.#log.last(writable(db)))
        return (
          here?.hash === there?.hash &&
          other.pragma('quick_check(1)', { simple: true }) === 'ok' &&
          // Pages of two libraries may form a sound file together, but not sound content.
          (other.pragma('foreign_key_check') as unknown[]).length === 0
        )
      } finally {
        other.close()
      }
    } catch (error) {
      if (isDamageFound(error)) return false
      throw error
    }
  }
}

const events: Record<Displaced, (file: string) => string> = {
  missing: file => `The library ${file} was deleted or moved while Ductal had it open.`,
  replaced: file => `Another file took the place of the library ${file} while Ductal had it open.`,
  'log missing': file =>
    `The file ${file}-wal, which holds the latest work, was deleted or replaced while Ductal had the library open.`,
  changed: file => `Another program wrote over the library ${file} while Ductal had it open.`
}

const displacedError = (folder: string, displaced: Displaced, file: string) =>
  new DuctalError(
    'library/displaced',
    `${events[displaced](file)} Nothing more can be saved: Ductal is read-only now. It keeps what it has open as a backup in ${join(folder, 'backups')}. Close Ductal, then run “ductal restore” to use that backup, or put the library back into ${dirname(file)}.`
  )
