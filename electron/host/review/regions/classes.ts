import { DuctalError } from '../../../../contract/errors.ts'
import type { RegionClass } from '../../../../contract/review/region.ts'
import type { ReadableDb, WritableDb } from '../../db/connection.ts'
import { flag, integer, nullable, optional, parseValue, rowParser, text } from '../../db/rows.ts'
import { append } from '../log/log.ts'
import { type Caller, requireReviewer } from '../reviewers.ts'

const select = 'SELECT id, name, color, removed FROM region_classes'

const parseClass = rowParser('region_classes', { id: integer, name: text, color: text, removed: flag })

export const listClasses = (db: ReadableDb): RegionClass[] =>
  db.prepare(`${select} ORDER BY id`).all().map(parseClass)

/** @throws DuctalError class/unknown */
export function getClass(db: ReadableDb, id: number): RegionClass {
  const row = optional(parseClass, db.prepare(`${select} WHERE id = ?`).get(id))
  if (!row)
    throw new DuctalError('class/unknown', `The library has no region class ${id}. Choose one from the list.`)
  return row
}

/** Returns the default class for a region: the first one still offered. */
export function firstClass(db: ReadableDb): number {
  const id = parseValue(
    'region_classes.id',
    nullable(integer),
    db.prepare('SELECT min(id) FROM region_classes WHERE removed = 0').pluck().get()
  )
  if (id === null)
    throw new DuctalError('class/unknown', 'There are no region classes. Add one, then draw the region.')
  return id
}

/** @throws DuctalError class/exists */
export function addClass(
  db: WritableDb,
  caller: Caller,
  { name, color }: { name: string; color: string }
): RegionClass {
  const id = parseValue(
    'region_classes.id',
    integer,
    db.prepare('SELECT max(id) + 1 FROM region_classes').pluck().get()
  )
  return keep(db, caller, null, { id, name, color, removed: false })
}

/**
 * @throws DuctalError class/unknown, class/exists; class/in-use if the new name would alter a
 *   signed review
 */
export function updateClass(
  db: WritableDb,
  caller: Caller,
  id: number,
  change: { name?: string | undefined; color?: string | undefined }
): RegionClass {
  const before = getClass(db, id)
  const after = { ...before, name: change.name ?? before.name, color: change.color ?? before.color }
  const signed = after.name !== before.name && signedRun(db, id)
  if (signed)
    throw new DuctalError(
      'class/in-use',
      `Regions in the signed review of analysis ${signed} have the class ${before.name}. Reopen that review first, or add a class with the new name.`
    )
  return keep(db, caller, before, after)
}

/**
 * Removes a class from the list; log entries that use it stay readable.
 * @throws DuctalError class/unknown, class/in-use
 */
export function removeClass(db: WritableDb, caller: Caller, id: number): void {
  const before = getClass(db, id)
  const count = parseValue(
    'regions',
    integer,
    db.prepare('SELECT count(*) FROM regions WHERE class_id = ?').pluck().get(id)
  )
  if (count > 0)
    throw new DuctalError(
      'class/in-use',
      `${count} ${count === 1 ? 'region has' : 'regions have'} the class ${before.name}. Give ${count === 1 ? 'it' : 'them'} another class first.`
    )
  keep(db, caller, before, { ...before, removed: true })
}

function keep(db: WritableDb, caller: Caller, before: RegionClass | null, after: RegionClass): RegionClass {
  return db
    .transaction(() => {
      const { id, name } = requireReviewer(db, caller)
      try {
        db.prepare(`INSERT INTO region_classes (id, name, color, removed) VALUES (@id, @name, @color, @removed)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, color = excluded.color, removed = excluded.removed`).run(
          { ...after, removed: Number(after.removed) }
        )
      } catch (error) {
        if ((error as { code?: string }).code !== 'SQLITE_CONSTRAINT_UNIQUE') throw error
        throw new DuctalError(
          'class/exists',
          `The class ${after.name} already exists. Choose another name.`,
          {
            cause: error
          }
        )
      }
      append(db, { kind: 'class', reviewer: { id, name }, review: null, run: null, before, after })
      return after
    })
    .immediate()
}

const signedRun = (db: ReadableDb, classId: number): number | undefined =>
  optional(
    row => parseValue('reviews.run_id', integer, row),
    db
      .prepare(`SELECT run_id FROM reviews WHERE signed IS NOT NULL
        AND EXISTS (SELECT 1 FROM regions WHERE review_id = reviews.id AND class_id = ?)`)
      .pluck()
      .get(classId)
  )

/** Classes of a new library (migrations/0040_review.sql), from which replaying the log starts. */
export const defaultClasses: readonly RegionClass[] = [
  { id: 1, name: 'IDC', color: '#d55e00', removed: false },
  { id: 2, name: 'DCIS', color: '#e69f00', removed: false },
  { id: 3, name: 'benign', color: '#009e73', removed: false },
  { id: 4, name: 'artefact', color: '#56b4e9', removed: false },
  { id: 5, name: 'other', color: '#cc79a7', removed: false }
]
