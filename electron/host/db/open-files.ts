import { type BigIntStats, realpathSync, statSync } from 'node:fs'

/** What happened to the files of an open library. */
export type Displaced = 'missing' | 'replaced' | 'log missing' | 'changed'

/**
 * Watches the files that an open connection writes to. On most systems a program goes on writing to
 * a file that was deleted or replaced, and nobody ever reads what it writes.
 */
export class OpenFiles {
  readonly #file: string
  readonly #library: string | null
  /** SQLite writes the WAL next to the file that a link leads to. */
  readonly #walFile: string
  readonly #wal: string | null
  #written = ''

  /** @param file path of the library, which has been opened and read in WAL mode */
  constructor(file: string) {
    this.#file = file
    this.#library = identityOf(file)
    this.#walFile = `${realpathSync.native(file)}-wal`
    this.#wal = identityOf(this.#walFile)
    this.expectWritten()
  }

  /**
   * Accepts the present content of the library's file, after this program wrote it. Everything else
   * is written to the WAL until the next checkpoint.
   */
  expectWritten(): void {
    this.#written = writtenOf(this.#file)
  }

  /** Compares the files at their paths with those that were opened; null if they are the same. */
  displaced(): Displaced | null {
    const library = identityOf(this.#file)
    if (library === null) return 'missing'
    if (library !== this.#library) return 'replaced'
    if (identityOf(this.#walFile) !== this.#wal) return 'log missing'
    return writtenOf(this.#file) === this.#written ? null : 'changed'
  }

  /** When the WAL was last written; undefined if it is gone. */
  walWritten(): bigint | undefined {
    return entryOf(this.#walFile)?.mtimeNs
  }
}

/** A file in a folder that nobody may enter is as good as deleted. */
function entryOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}

function identityOf(path: string): string | null {
  const entry = entryOf(path)
  return entry ? `${entry.dev}:${entry.ino}` : null
}

function writtenOf(path: string): string {
  const entry = entryOf(path)
  return entry ? `${entry.size}:${entry.mtimeNs}` : ''
}
