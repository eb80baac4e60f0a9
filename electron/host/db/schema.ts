import type { Database } from 'better-sqlite3'
import type { Migration } from './migrations.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Compares the tables, indexes and triggers of a library with those that its migrations make.
 * SQLite does not notice a changed name or definition, because any schema is a valid one.
 * @param migrations all that the program knows, of which the library has those up to its format
 * @returns what differs, or null
 */
export function schemaFault(db: Database, migrations: readonly Migration[]): string | null {
  const format = db.pragma('user_version', { simple: true }) as number
  const made = openSqlite(':memory:')
  try {
    for (const { number, sql } of migrations) if (number <= format) made.exec(sql)
    const [present, expected] = [partsOf(db), partsOf(made)]
    for (const part of expected) if (!present.has(part)) return `lacks ${part}`
    for (const part of present) if (!expected.has(part)) return `has an unknown ${part}`
    return null
  } finally {
    made.close()
  }
}

/** A line for each table, its columns, and each index, trigger and view with its definition. */
function partsOf(db: Database): Set<string> {
  const objects = db
    .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    .raw()
    .all() as [type: string, name: string, table: string, sql: string][]
  const columns = objects
    .filter(([type]) => type === 'table')
    .flatMap(([, table]) =>
      db
        .prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)')
        .raw()
        .all(table)
        .map(column => `column ${table}.${(column as unknown[]).join(' ')}`)
    )
  // The text of a table depends on how its columns were added, so only its columns are compared.
  const definitions = objects.map(([type, name, table, sql]) =>
    type === 'table' ? `table ${name}` : `${type} ${name} of ${table}: ${sql.replace(/[\s"]+/g, ' ')}`
  )
  return new Set([...definitions, ...columns])
}
