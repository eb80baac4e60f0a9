import { DuctalError } from '../../../../contract/errors.ts'
import type { ActionKind } from '../../../../contract/review/review.ts'
import { wellFormed } from '../../../../contract/text/repair.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { integer, optional, parseValue, rowParser, text, trustedJson } from '../../db/rows.ts'
import { canonical, hasHalves, sha256 } from './canonical.ts'
import { type Moment, momentOf } from './clock.ts'

/** The fields of an entry that the caller supplies. */
export interface NewEntry {
  kind: ActionKind
  reviewer: { id: number; name: string }
  /** Null if the entry concerns the library rather than a review. */
  review: number | null
  run: number | null
  before?: unknown
  after?: unknown
  /** The entry that this one undoes or redoes. */
  of?: number
}

export interface Entry extends NewEntry {
  sequence: number
  at: Moment
}

/** Predecessor hash of the first entry. */
export const noHash = '0'.repeat(64)

export const hashOf = (previous: string, entry: string): string => sha256(`${previous}\n${entry}`)

/** Returns the last entry of the log; 0 and {@link noHash} for an empty log. */
export const headOf = (db: ReadableDb): { sequence: number; hash: string } =>
  optional(
    parseHead,
    db.prepare('SELECT sequence, hash FROM review_log ORDER BY sequence DESC LIMIT 1').get()
  ) ?? { sequence: 0, hash: noHash }

/** The log as the library's guard reads it, also before the first migration. */
export const guardedLog = {
  last: (db: ReadableDb) => (hasLog(db) ? headOf(db) : { sequence: 0, hash: noHash }),
  hashOf: (db: ReadableDb, sequence: number): string | undefined =>
    hasLog(db)
      ? optional(
          parseHead,
          db.prepare('SELECT sequence, hash FROM review_log WHERE sequence = ?').get(sequence)
        )?.hash
      : undefined
}

const hasLog = (db: ReadableDb) =>
  db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'review_log'`).get() !== undefined

const parseHead = rowParser('review_log', { sequence: integer, hash: text })

/** Parses an entry of the log. */
export const parseEntry = (value: unknown): Entry =>
  parseValue('review_log.entry', json => entryOf(text(json)), value)

const parseJson = trustedJson<Entry>()

/**
 * Parses an entry. Older versions logged halves of characters; they are replaced as SQLite replaced
 * them in the tables.
 * @throws TypeError, SyntaxError
 */
export const entryOf = (json: string): Entry =>
  hasHalves(json)
    ? (JSON.parse(json, (_, value) => (typeof value === 'string' ? wellFormed(value) : value)) as Entry)
    : parseJson(json)

/** Appends an entry to the log. Call within the transaction that makes the change. */
export function append(db: WritableDb, entry: NewEntry, when = new Date()): Entry {
  const head = headOf(db)
  const written: Entry = { ...entry, sequence: head.sequence + 1, at: momentOf(when) }
  const json = canonical(written)
  requireWhole(json)
  db.prepare('INSERT INTO review_log (sequence, entry, hash) VALUES (?, ?, ?)').run(
    written.sequence,
    json,
    hashOf(head.hash, json)
  )
  return written
}

/**
 * Text is made whole where it enters. Broken text here is a bug of the program: the tables would
 * differ from the log for ever, because SQLite replaces halves of characters.
 */
function requireWhole(json: string): void {
  if (hasHalves(json)) throw new TypeError('an entry of the review log has half a character')
}

/** @throws DuctalError review/broken if the log has no such entry */
export function readEntry(db: ReadableDb, sequence: number): Entry {
  const found = db.prepare('SELECT entry FROM review_log WHERE sequence = ?').pluck().get(sequence)
  if (found === undefined)
    throw new DuctalError(
      'review/broken',
      `The review log has no entry ${sequence}, but a review refers to it. Run “ductal verify --all”; if it finds faults, restore a backup of the library.`
    )
  return parseEntry(found)
}
