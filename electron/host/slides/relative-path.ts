import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Database } from 'better-sqlite3'

/** The folder that relative paths begin at: the one that holds the library. */
export const home = (db: Database): string => dirname(resolve(db.name))

/** The way from the library to a path; null where there is none, as from one drive of Windows to another. */
export function wayTo(db: Database, path: string): string | null {
  const way = relative(home(db), path)
  return isAbsolute(way) ? null : way
}
