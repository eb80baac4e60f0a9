import { existsSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Slide } from '../../../contract/slides/slide.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { integer, rowParser, text } from '../db/rows.ts'
import { getSlide, home, listSlides, wayTo } from './records.ts'

const parsePlace = rowParser('slides', { id: integer, path: text })

/**
 * Records the relative path from the library for slides added by an older version, which lack it.
 */
export function notePlaces(db: WritableDb): void {
  const note = db.prepare('UPDATE slides SET relative_path = ? WHERE id = ?')
  const rows = db.prepare('SELECT id, path FROM slides WHERE relative_path IS NULL').all().map(parsePlace)
  for (const { id, path } of rows) {
    const way = wayTo(db, path)
    if (way !== null) note.run(way, id)
  }
}

/** Returns slides that are not at their paths. */
export const missingSlides = (db: ReadableDb): Slide[] => listSlides(db).filter(({ missing }) => missing)

/**
 * Returns where a slide would be if it had moved together with the library; undefined if nothing is
 * there.
 */
export function placeBesideLibrary(db: ReadableDb, slideId: number): string | undefined {
  const way = db.prepare('SELECT relative_path FROM slides WHERE id = ?').pluck().get(slideId) as
    | string
    | null
  if (way === null) return undefined
  const path = resolve(home(db), way)
  return existsSync(path) ? path : undefined
}

/**
 * Returns where a slide would be if it had moved as another one did: removes the common end of that
 * slide's old and new path, and replaces what remains of the old one.
 * @returns undefined if the path does not begin as the other's did, or nothing is there
 */
export function placeLikeOther(path: string, other: { from: string; to: string }): string | undefined {
  const [from, to] = [other.from.split(/[\\/]/), other.to.split(/[\\/]/)]
  let same = 0
  while (same < Math.min(from.length, to.length) && from.at(-1 - same) === to.at(-1 - same)) same++
  const [before, after] = [from.slice(0, from.length - same), to.slice(0, to.length - same)]
  const parts = path.split(/[\\/]/)
  if (!before.every((part, index) => parts[index] === part)) return undefined
  const moved = [...after, ...parts.slice(before.length)].join(sep)
  return moved !== path && existsSync(moved) ? moved : undefined
}

/** Changes a slide's path; its runs and reviews stay with it. */
export function moveSlide(db: WritableDb, slideId: number, path: string): Slide {
  db.prepare('UPDATE slides SET path = ?, relative_path = ?, lost = 0 WHERE id = ?').run(
    path,
    wayTo(db, path),
    slideId
  )
  return getSlide(db, slideId)
}
