import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadableDb } from './connection.ts'

/** Number and hash of an entry of the review log. */
export interface LogEntry {
  sequence: number
  hash: string
}

/** How to read the review log of a library. */
export interface Log {
  /** Returns the last entry; sequence 0 if there is none. */
  last(db: ReadableDb): LogEntry
  /** Returns the hash of an entry; undefined if there is no such entry. */
  hashOf(db: ReadableDb, sequence: number): string | undefined
}

export const noLog: Log = { last: () => ({ sequence: 0, hash: '' }), hashOf: () => undefined }

const fileIn = (folder: string) => join(folder, 'library.head')
/** The length never changes, so that one write replaces all of it. */
const length = 160

const checkOf = ({ sequence, hash }: LogEntry) =>
  createHash('sha256').update(`${sequence} ${hash}`).digest('hex').slice(0, 16)

/**
 * Reads the last entry that was reported as saved, from the file next to the library.
 * @returns null if there is no such file, or its content is damaged
 */
export function readHead(folder: string): LogEntry | null {
  try {
    const { sequence, hash, check } = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as LogEntry & {
      check: unknown
    }
    return Number.isSafeInteger(sequence) && check === checkOf({ sequence, hash }) ? { sequence, hash } : null
  } catch {
    return null
  }
}

/**
 * Writes the last entry next to the library. Does not wait for the disk: after a power failure an
 * older entry may stand here, which the library still has.
 */
export function writeHead(folder: string, entry: LogEntry): void {
  if (entry.sequence === 0) {
    rmSync(fileIn(folder), { force: true })
    return
  }
  const text = JSON.stringify({ ...entry, check: checkOf(entry) })
  const file = openSync(fileIn(folder), constants.O_WRONLY | constants.O_CREAT, 0o600)
  try {
    writeSync(file, `${text.padEnd(length - 1)}\n`, 0)
  } finally {
    closeSync(file)
  }
}
