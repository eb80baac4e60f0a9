import { DuctalError } from '../../../contract/errors.ts'
import type { NewReviewer, Reviewer } from '../../../contract/review/review.ts'
import { repairText } from '../../../contract/text/repair.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { integer, nullable, optional, parseValue, rowParser, text } from '../db/rows.ts'
import { append } from './log/log.ts'

const select = 'SELECT id, name, initials, role FROM reviewers'

const parseReviewer = rowParser('reviewers', { id: integer, name: text, initials: text, role: text })

export const listReviewers = (db: ReadableDb): Reviewer[] =>
  db.prepare(`${select} ORDER BY name COLLATE NOCASE, id`).all().map(parseReviewer)

const findReviewer = (db: ReadableDb, id: number | null): Reviewer | null =>
  optional(parseReviewer, db.prepare(`${select} WHERE id = ?`).get(id)) ?? null

/**
 * One window, tab or command of the terminal, with its own reviewer: what is done in one is never
 * recorded under a name that was chosen in another.
 */
export interface Caller {
  /** Null until a reviewer is chosen. */
  reviewerId: number | null
}

/** Returns a caller that starts with the reviewer who was chosen last in the library. */
export function newCaller(db: ReadableDb): Caller {
  const id = db.prepare('SELECT reviewer_id FROM current_reviewer').pluck().get()
  return { reviewerId: parseValue('current_reviewer.reviewer_id', nullable(integer), id ?? null) }
}

export const reviewerOf = (db: ReadableDb, { reviewerId }: Caller): Reviewer | null =>
  findReviewer(db, reviewerId)

/** @throws DuctalError review/no-reviewer */
export function requireReviewer(db: ReadableDb, caller: Caller): Reviewer {
  const reviewer = reviewerOf(db, caller)
  if (reviewer) return reviewer
  throw new DuctalError('review/no-reviewer', 'No reviewer is set. Enter your name, then try again.')
}

/**
 * Makes a reviewer the caller's, and the one that later windows start with. Windows that are open
 * keep theirs.
 * @param expected name of that reviewer, if known
 * @throws DuctalError review/reviewer-unknown
 */
export function chooseReviewer(db: WritableDb, caller: Caller, id: number, expected?: string): Reviewer {
  const reviewer = findReviewer(db, id)
  if (!reviewer || (expected !== undefined && repairText(reviewer.name) !== expected))
    throw new DuctalError(
      'review/reviewer-unknown',
      `The library has no reviewer ${expected ?? id}. Enter a name instead.`
    )
  db.prepare('INSERT OR REPLACE INTO current_reviewer (one, reviewer_id) VALUES (1, ?)').run(id)
  caller.reviewerId = id
  return reviewer
}

/**
 * Adds a reviewer, or updates the initials and role of the one with that name, and makes them the
 * caller's.
 */
export function addReviewer(db: WritableDb, caller: Caller, { name, initials, role }: NewReviewer): Reviewer {
  return db
    .transaction(() => {
      const known = optional(parseReviewer, db.prepare(`${select} WHERE name = ?`).get(name))
      const id =
        known?.id ??
        parseValue(
          'reviewers.id',
          integer,
          db.prepare('SELECT coalesce(max(id), 0) + 1 FROM reviewers').pluck().get()
        )
      const reviewer: Reviewer = {
        id,
        name,
        initials: initials ?? known?.initials ?? initialsOf(name),
        role: role ?? known?.role ?? ''
      }
      if (known?.initials !== reviewer.initials || known.role !== reviewer.role) {
        append(db, {
          kind: 'reviewer',
          reviewer: { id, name },
          review: null,
          run: null,
          before: known ?? null,
          after: reviewer
        })
        db.prepare(`INSERT INTO reviewers (id, name, initials, role) VALUES (@id, @name, @initials, @role)
        ON CONFLICT (id) DO UPDATE SET initials = excluded.initials, role = excluded.role`).run(reviewer)
      }
      return chooseReviewer(db, caller, id)
    })
    .immediate()
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map(word => [...word][0] ?? '')
    .reduce((letters, letter) => (letters.length + letter.length > 10 ? letters : letters + letter), '')
