import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

const page = 4096

function overwrite(file: string, pages: number[]): void {
  const handle = openSync(file, 'r+')
  for (const number of pages) writeSync(handle, Buffer.alloc(page, 0xff), 0, page, (number - 1) * page)
  closeSync(handle)
}

/**
 * Overwrites the last two pages of a file, as a failing disk might. The table names are in the
 * first page.
 */
export function damageEnd(file: string): void {
  const last = statSync(file).size / page
  overwrite(file, [last - 1, last])
}

/** Overwrites the root page of a table. */
export function damageTable(file: string, table: string): void {
  const db = new Sqlite(file, { readonly: true })
  const root = db.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(table) as number
  db.close()
  overwrite(file, [root])
}

/** Changes an entry of the review log, as someone with a database editor could. */
export function forgeEntry(file: string, sequence: number): void {
  const db = new Sqlite(file)
  const trigger = db
    .prepare(`SELECT sql FROM sqlite_master WHERE name = 'review_log_keeps_entries'`)
    .pluck()
    .get() as string
  db.exec('DROP TRIGGER review_log_keeps_entries')
  db.prepare(`UPDATE review_log SET entry = replace(entry, 'Ada', 'Eve') WHERE sequence = ?`).run(sequence)
  db.exec(trigger)
  db.close()
}
