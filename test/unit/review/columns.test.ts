import { expect, test } from 'vitest'
import { checks, columns, reasons } from '../../../electron/host/review/audit/columns.ts'
import { verify } from '../../../electron/host/review/audit/verify.ts'
import { isCurrent } from '../../../scripts/generate/audit-columns.ts'
import { temporaryLibrary } from '../../support/library.ts'
import { signedLibrary } from '../../support/signedLibrary.ts'

interface Column {
  name: string
  /** 2 or 3 for columns that SQLite computes. */
  hidden: number
}

type Db = ReturnType<typeof temporaryLibrary>

/** Every table of a library, with its columns; not those in which SQLite keeps an index. */
function schemaOf(db: Db): Map<string, Column[]> {
  const tables = db
    .prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
      AND name <> 'sqlite_schema' ORDER BY name`)
    .pluck()
    .all() as string[]
  return new Map(
    tables.map(table => [
      table,
      db.prepare('SELECT name, hidden FROM pragma_table_xinfo(?)').all(table) as Column[]
    ])
  )
}

test('the list of columns has every column of every table, and no other', () => {
  const schema = schemaOf(temporaryLibrary())
  const names = [...schema].map(([table, list]) => [table, list.map(({ name }) => name).sort()])
  expect(Object.fromEntries(names)).toEqual(
    Object.fromEntries(Object.entries(columns).map(([table, list]) => [table, Object.keys(list).sort()]))
  )
  const known = [...Object.keys(checks), ...Object.keys(reasons).map(reason => `-${reason}`)]
  for (const list of Object.values(columns))
    for (const how of Object.values(list)) expect(known).toContain(how)
})

test('docs/audit-columns.md matches the list; if not, run "node scripts/generate/audit-columns.ts"', async () => {
  expect(isCurrent()).toBe(true)
})

/** Opens the library to any edit, as a program that edits SQLite files can. */
async function unlocked() {
  const library = await signedLibrary()
  const { db } = library
  db.exec('DROP TRIGGER review_log_keeps_entries; DROP TRIGGER review_log_loses_nothing')
  db.pragma('foreign_keys = OFF')
  db.pragma('ignore_check_constraints = ON')
  return library
}

/** Makes an edit, verifies, and takes the edit back. */
function messagesAfter(db: Db, edit: () => void): string[] {
  let messages: string[] = []
  const back = new Error('taken back')
  try {
    db.transaction(() => {
      edit()
      messages = verify(db).faults.map(({ message }) => message)
      throw back
    })()
  } catch (error) {
    if (error !== back) throw error
  }
  return messages
}

/** Values to put in place of one, of the type that a STRICT table asks for. */
function othersOf(value: unknown, table: string, column: string): unknown[] {
  // The index of bounds refuses a box that is inside out.
  if (table.startsWith('region') && typeof value === 'number' && /^m(in|ax)_/.test(column))
    return [column.startsWith('min') ? value - 5 : value + 5]
  if (table === 'numbers' && typeof value === 'number') return [value - 1]
  if (typeof value === 'number') return Number.isInteger(value) ? [value + 100_003] : [value + 0.125]
  if (value instanceof Uint8Array) return [value.map(byte => byte ^ 1)]
  if (typeof value === 'string') return /^[[{]/.test(value) ? ['[7]', `${value}x`] : [`${value}x`]
  return [7, 'x']
}

test('verify notices an edit of every column that is to be noticed, and of no other', async () => {
  const { db } = await unlocked()
  expect(verify(db)).toMatchObject({ faults: [], unchecked: [] })
  const wrong: string[] = []
  let edits = 0
  for (const [table, list] of schemaOf(db)) {
    const row = db.prepare(`SELECT * FROM ${table} LIMIT 1`).get() as Record<string, unknown>
    const where = Object.keys(row).map(name => `"${name}" IS ?`)
    for (const { name, hidden } of list) {
      const how = columns[table]![name]!
      const place = `${table}.${name}`
      if (hidden > 1) {
        expect(() => db.exec(`UPDATE ${table} SET "${name}" = 1`), place).toThrow(/generated/)
        expect(how).toBe('-generated')
        continue
      }
      let tried = 0
      for (const other of othersOf(row[name], table, name)) {
        const update = db.prepare(`UPDATE ${table} SET "${name}" = ? WHERE ${where.join(' AND ')}`)
        try {
          const messages = messagesAfter(db, () => {
            expect(update.run(other, ...Object.values(row)).changes, place).toBe(1)
          })
          tried++
          if (how.startsWith('-') ? messages.length > 0 : messages.length === 0)
            wrong.push(`${place}: ${messages.join(' ') || 'not noticed'}`)
        } catch (error) {
          // SQLite itself refuses the type, or an entry of the log that is no JSON.
          if (!/cannot store|datatype mismatch|malformed JSON/.test((error as Error).message)) throw error
        }
      }
      expect(tried, place).toBeGreaterThan(0)
      edits += tried
    }
  }
  expect(wrong).toEqual([])
  expect(edits).toBeGreaterThan(150)
  expect(verify(db).faults).toEqual([])
})

test('verify notices a row that is taken out or doubled, in every table with checked columns', async () => {
  const { db } = await unlocked()
  const wrong: string[] = []
  for (const [table, list] of schemaOf(db)) {
    if (!Object.values(columns[table]!).some(how => !how.startsWith('-'))) continue
    const row = db.prepare(`SELECT * FROM ${table} LIMIT 1`).get() as Record<string, unknown>
    const where = Object.keys(row).map(name => `"${name}" IS ?`)
    const out = messagesAfter(db, () => {
      db.prepare(`DELETE FROM ${table} WHERE ${where.join(' AND ')}`).run(...Object.values(row))
    })
    if (out.length === 0) wrong.push(`${table}: taken out`)
    // Models that no analysis used, and numbers of other nouns, are in no report.
    if (['models', 'numbers', 'sqlite_sequence', 'slides', 'runs'].includes(table)) continue
    const stored = list.filter(({ hidden }) => hidden < 2).map(({ name }) => name)
    const values = stored.map(name =>
      (table === 'reviews' ? /^(id|run_id)$/ : /^(number|sequence|id|col|name)$/).test(name)
        ? othersOf(row[name], '', name)[0]
        : row[name]
    )
    const doubled = messagesAfter(db, () => {
      db.prepare(
        `INSERT INTO ${table} (${stored.map(name => `"${name}"`)}) VALUES (${stored.map(() => '?')})`
      ).run(...values)
    })
    if (doubled.length === 0) wrong.push(`${table}: doubled`)
  }
  expect(wrong).toEqual([])
})
