import Sqlite, { type Database, type Options } from 'better-sqlite3'

/**
 * Opens an SQLite file. Every file of the host is opened here, because a file may come from anyone:
 * its schema may not call functions with side effects, and damaged pages are noticed when they are
 * read.
 */
export function openSqlite(file: string, options: Options = {}): Database {
  const db = new Sqlite(file, options)
  try {
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
