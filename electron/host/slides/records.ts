import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import { MppSource, Slide } from '../../../contract/slide.ts'
import type { PatchPlaces, SlideFacts } from '../../../contract/worker.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import {
  flag,
  integer,
  nullable,
  oneOf,
  optional,
  parseValue,
  type RowOf,
  real,
  rowParser,
  text,
  trustedJson
} from '../db/rows.ts'
import { wayTo } from './relative-path.ts'

export const slideColumns = {
  id: integer,
  fingerprint: text,
  path: text,
  lost: flag,
  kind: oneOf(Slide.shape.kind.options),
  vendor: text,
  width: integer,
  height: integer,
  mpp: nullable(real),
  mpp_source: nullable(oneOf(MppSource.options)),
  /** JSON; parsed only for slides that are returned. */
  levels: text,
  synthetic: flag,
  added_at: text,
  negative: integer,
  positive: integer
}

/** A row of the slides table. */
export type SlideRow = RowOf<typeof slideColumns>

const levelsOf = trustedJson<Slide['levels']>()

const parseSlide = rowParser('slides', slideColumns)

/** Also checks that the file exists. */
export function slideOf(row: SlideRow): Slide {
  const { negative, positive } = row
  return {
    id: row.id,
    path: row.path,
    name: basename(row.path),
    kind: row.kind,
    vendor: row.vendor,
    fingerprint: row.fingerprint,
    width: row.width,
    height: row.height,
    mpp: row.mpp,
    mppSource: row.mpp_source,
    levels: parseValue('slides.levels', levelsOf, row.levels),
    truth: negative + positive > 0 ? { negative, positive } : null,
    synthetic: row.synthetic,
    missing: row.lost || !existsSync(row.path),
    addedAt: row.added_at
  }
}

export const listSlides = (db: ReadableDb): Slide[] =>
  db
    .prepare('SELECT * FROM slides ORDER BY added_at, id')
    .all()
    .map(row => slideOf(parseSlide(row)))

/** @throws DuctalError slide/unknown */
export function getSlide(db: ReadableDb, id: number): Slide {
  const row = optional(parseSlide, db.prepare('SELECT * FROM slides WHERE id = ?').get(id))
  if (!row)
    throw new DuctalError('slide/unknown', `The library has no slide ${id}. It may have been removed.`)
  return slideOf(row)
}

/**
 * Adds a slide to the library. Known content keeps its id, its runs and a resolution set by the
 * user, and takes the file's new path. Other content at a known path becomes a separate slide.
 * @param mpp µm per pixel set by the user, if any
 */
export function keepSlide(db: WritableDb, path: string, facts: SlideFacts, mpp: number | undefined): Slide {
  return db.transaction(() => {
    db.prepare('UPDATE slides SET lost = 1 WHERE path = ? AND fingerprint <> ?').run(path, facts.fingerprint)
    const known = optional(
      id => parseValue('slides.id', integer, id),
      db.prepare('SELECT id FROM slides WHERE fingerprint = ?').pluck().get(facts.fingerprint)
    )
    const id = known ?? insertSlide(db, path, facts)
    db.prepare('UPDATE slides SET path = ?, relative_path = ?, lost = 0, synthetic = ? WHERE id = ?').run(
      path,
      wayTo(db, path),
      Number(facts.synthetic),
      id
    )
    if (mpp !== undefined) setMpp(db, id, mpp)
    return getSlide(db, id)
  })()
}

function insertSlide(db: WritableDb, path: string, facts: SlideFacts): number {
  const { patches } = facts
  const { lastInsertRowid } = db
    .prepare(`INSERT INTO slides
      (id, fingerprint, path, kind, vendor, width, height, mpp, mpp_source, levels, synthetic,
       patch_origin_x, patch_origin_y, patch_stride, negative, positive, added_at)
      VALUES ((SELECT highest + 1 FROM numbers WHERE noun = 'slides'),
       @fingerprint, @path, @kind, @vendor, @width, @height, @mpp, @mppSource, @levels, @synthetic,
       @originX, @originY, @stride, @negative, @positive, @addedAt)`)
    .run({
      fingerprint: facts.fingerprint,
      path,
      kind: facts.kind,
      vendor: facts.vendor,
      width: facts.width,
      height: facts.height,
      mpp: facts.mpp,
      mppSource: facts.mppSource,
      levels: JSON.stringify(facts.levels),
      synthetic: Number(facts.synthetic),
      originX: patches?.originX ?? null,
      originY: patches?.originY ?? null,
      stride: patches?.stride ?? null,
      negative: patches?.classes.filter(stated => stated === 0).length ?? 0,
      positive: patches?.classes.filter(stated => stated === 1).length ?? 0,
      addedAt: new Date().toISOString()
    })
  const id = Number(lastInsertRowid)
  if (patches) insertPatches(db, id, patches)
  return id
}

function insertPatches(db: WritableDb, slideId: number, { rows, cols, classes }: PatchPlaces): void {
  const insert = db.prepare('INSERT INTO slide_patches (slide_id, row, col, class) VALUES (?, ?, ?, ?)')
  for (let i = 0; i < rows.length; i++) insert.run(slideId, rows[i], cols[i], classes[i])
}

/** Sets the resolution given by the user; existing runs keep their own. */
export function setMpp(db: WritableDb, id: number, mpp: number): Slide {
  db.prepare(`UPDATE slides SET mpp = ?, mpp_source = 'user' WHERE id = ?`).run(mpp, id)
  return getSlide(db, id)
}

/** Removes a slide, its patches and its runs from the library. */
export function removeSlide(db: WritableDb, id: number): void {
  getSlide(db, id)
  db.prepare('DELETE FROM slides WHERE id = ?').run(id)
}

/**
 * Returns µm per level-0 pixel.
 * @throws DuctalError slide/no-resolution if the slide has none
 */
export function requireMpp(slide: Slide): number {
  if (slide.mpp !== null) return slide.mpp
  throw new DuctalError(
    'slide/no-resolution',
    `${slide.name} has no resolution. Enter the µm per pixel in the slide panel, or use --mpp in the terminal (about 0.25 for a 40× scan, 0.5 for a 20× scan).`
  )
}
