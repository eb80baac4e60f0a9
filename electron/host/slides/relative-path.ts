import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { ReadableDb } from '../db/connection.ts'

/** Base of relative paths: the folder that contains the library. */
export const home = (db: ReadableDb): string => dirname(resolve(db.name))

/**
 * Returns the relative path from the library to a path; null if there is none, as between two
 * Windows drives.
 */
export function wayTo(db: ReadableDb, path: string): string | null {
  const way = relative(home(db), path)
  return isAbsolute(way) ? null : way
}
