import { DuctalError } from '../../../contract/errors.ts'

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

/** Whether SQLite reports that the content of a file is damaged or cannot be read from the disk. */
export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR_(READ|SHORT_READ|CORRUPTFS|DATA))/.test(codeOf(error)) ||
  // A changed character in a column of JSON.
  (codeOf(error) === 'SQLITE_ERROR' && /malformed JSON/i.test((error as Error).message))

/** SQLite's errors that concern the computer or other programs, not the content of a file. */
const circumstances =
  /^SQLITE_(AUTH|BUSY|CANTOPEN|FULL|INTERRUPT|IOERR|LOCKED|NOLFS|NOMEM|PERM|PROTOCOL|READONLY)/

/**
 * Whether an error means damage if it occurs while a library is only examined: SQLite has no other
 * reason to refuse queries that work on every sound library.
 */
export const isDamageFound = (error: unknown): boolean =>
  isDamage(error) || (codeOf(error).startsWith('SQLITE_') && !circumstances.test(codeOf(error)))

/** Whether a query failed because of what the library contains (rows.ts, log.ts). */
export const isUnreadable = (error: unknown): boolean =>
  isDamageFound(error) ||
  (error instanceof DuctalError && /^(library\/corrupt|review\/broken)$/.test(error.code))
