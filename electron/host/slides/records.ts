import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { PatchPlaces, SlideFacts } from '../../../contract/slides/facts.ts'
import { resolutionRemark } from '../../../contract/slides/resolution.ts'
import { MppSource, type Overruling, Slide } from '../../../contract/slides/slide.ts'
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
  reader: text,
  reader_version: text,
  /** JSON, like `levels`. */
  remarks: text,
  profile: nullable(text),
  orientation: nullable(integer),
  overruled: text,
  dismissed: text,
  added_at: text,
  negative: integer,
  positive: integer
}

/** A row of the slides table. */
export type SlideRow = RowOf<typeof slideColumns>

const levelsOf = trustedJson<Slide['levels']>()
const sentencesOf = trustedJson<string[]>()
const overrulingsOf = trustedJson<Overruling[]>()

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
    ...presence(row),
    reader: row.reader ? { name: row.reader, version: row.reader_version } : null,
    profile: row.profile,
    remarks: parseValue('slides.remarks', sentencesOf, row.remarks),
    overruled: parseValue('slides.overruled', overrulingsOf, row.overruled),
    dismissed: parseValue('slides.dismissed', sentencesOf, row.dismissed),
    addedAt: row.added_at
  }
}

function presence({ lost, path }: SlideRow): Pick<Slide, 'missing' | 'changed'> {
  const present = existsSync(path)
  return { missing: lost || !present, changed: lost && present }
}

export const listSlides = (db: ReadableDb): Slide[] =>
  db
    .prepare('SELECT * FROM slides ORDER BY added_at, id')
    .all()
    .map(row => slideOf(parseSlide(row)))

/** Paths of all slides and of their copies, whether or not a file is there. */
export const slidePaths = (db: ReadableDb): string[] =>
  db
    .prepare('SELECT path FROM slides UNION SELECT path FROM slide_copies')
    .pluck()
    .all()
    .map(path => parseValue('slides.path', text, path))

/** @throws DuctalError slide/unknown */
export function getSlide(db: ReadableDb, id: number): Slide {
  const row = optional(parseSlide, db.prepare('SELECT * FROM slides WHERE id = ?').get(id))
  if (!row)
    throw new DuctalError('slide/unknown', `The library has no slide ${id}. It may have been removed.`)
  return slideOf(row)
}

/**
 * Adds a slide to the library. Known content keeps its id, its runs and a resolution set by the
 * user, and takes the file's new path. Other content at a known path becomes a separate slide, and
 * so does known content that is now read with other dimensions than its runs were made with.
 * @param mpp µm per pixel set by the user, if any
 */
export function keepSlide(db: WritableDb, path: string, facts: SlideFacts, mpp: number | undefined): Slide {
  return db.transaction(() => {
    db.prepare('UPDATE slides SET lost = 1 WHERE path = ? AND fingerprint NOT IN (?, ?)').run(
      path,
      facts.fingerprint,
      facts.former ?? facts.fingerprint
    )
    db.prepare('DELETE FROM slide_copies WHERE path = ?').run(path)
    const id = recognise(db, facts) ?? insertSlide(db, path, facts)
    db.prepare('UPDATE slides SET path = ?, relative_path = ?, lost = 0, synthetic = ? WHERE id = ?').run(
      path,
      wayTo(db, path),
      Number(facts.synthetic),
      id
    )
    db.prepare('INSERT OR IGNORE INTO slide_copies (slide_id, path) VALUES (?, ?)').run(id, path)
    refreshFacts(db, id, facts)
    if (mpp !== undefined) setMpp(db, id, mpp)
    return getSlide(db, id)
  })()
}

const slideWith = (db: ReadableDb, fingerprint: string) =>
  optional(
    id => parseValue('slides.id', integer, id),
    db.prepare('SELECT id FROM slides WHERE fingerprint = ?').pluck().get(fingerprint)
  )

/** Returns the slide with a file's content, by the present rule or an older one. */
export function knownSlide(db: ReadableDb, { fingerprint, former }: Identity): Slide | undefined {
  const id = slideWith(db, fingerprint) ?? (former === null ? undefined : slideWith(db, former))
  return id === undefined ? undefined : getSlide(db, id)
}

/**
 * Returns the slide with this content. A slide that is stored with a fingerprint of an older rule
 * is recognised by it once and takes the present one.
 */
function recognise(db: WritableDb, facts: SlideFacts): number | undefined {
  const known = knownSlide(db, facts)
  if (!known) return undefined
  const other = hasOtherFrame(db, known, facts)
  if (other) retire(db, known)
  // A frame in which the content was read before has its runs already.
  const id = other ? slideWith(db, framed(facts)) : known.id
  if (id === undefined) return undefined
  const { fingerprint } = getSlide(db, id)
  if (fingerprint !== facts.fingerprint) upgrade(db, id, { ...facts, former: fingerprint })
  return id
}

/** Fingerprint of a slide that is no longer read with these dimensions and this orientation. */
const framed = ({ fingerprint, width, height, orientation }: Frame & Pick<Slide, 'fingerprint'>) =>
  `${fingerprint}+${width}x${height}${orientation === null || orientation === 1 ? '' : `@${orientation}`}`

/** Where a point of the content is shown. Null: an older version did not record the orientation. */
type Frame = Pick<Slide, 'width' | 'height'> & { orientation: number | null }

const orientationOf = (db: ReadableDb, id: number): number | null =>
  parseValue(
    'slides.orientation',
    nullable(integer),
    db.prepare('SELECT orientation FROM slides WHERE id = ?').pluck().get(id)
  )

/**
 * Returns the slides that opening this content may change: those that have it, in any frame in
 * which it was read.
 */
export const slidesOfContent = (db: ReadableDb, { fingerprint, former }: Identity): number[] =>
  db
    .prepare(`SELECT id FROM slides WHERE fingerprint IN (@fingerprint, @former)
      OR fingerprint > @fingerprint || '+' AND fingerprint < @fingerprint || ','`)
    .pluck()
    .all({ fingerprint, former })
    .map(id => parseValue('slides.id', integer, id))

/**
 * Whether a slide's runs were made in another frame than the one in which its file is read now: a
 * reader that is new on this computer may find other dimensions, or turn the picture.
 */
export function hasOtherFrame(
  db: ReadableDb,
  { id, width, height }: Pick<Slide, 'id' | 'width' | 'height'>,
  facts: Pick<SlideFacts, 'width' | 'height' | 'orientation'>
): boolean {
  const turned = (orientationOf(db, id) ?? facts.orientation) !== facts.orientation
  if (width === facts.width && height === facts.height && !turned) return false
  return db.prepare('SELECT 1 FROM runs WHERE slide_id = ? LIMIT 1').get(id) !== undefined
}

/**
 * Keeps a slide with its runs under a fingerprint that states its dimensions, so that the same
 * content can be added as it is read now.
 */
function retire(db: WritableDb, slide: Slide): void {
  const { id } = slide
  upgrade(db, id, {
    fingerprint: framed({ ...slide, orientation: orientationOf(db, id) }),
    former: slide.fingerprint
  })
  db.prepare('UPDATE slides SET lost = 1 WHERE id = ?').run(id)
  db.prepare('DELETE FROM slide_copies WHERE slide_id = ?').run(id)
}

/** Fingerprints by older rules with which the slide was stored. */
export const formerFingerprintsOf = (db: ReadableDb, id: number): string[] =>
  db
    .prepare('SELECT fingerprint FROM former_fingerprints WHERE slide_id = ?')
    .pluck()
    .all(id)
    .map(fingerprint => parseValue('former_fingerprints.fingerprint', text, fingerprint))

/** Slides whose file has other content now, and of which copies are known elsewhere. */
export const displacedSlides = (db: ReadableDb): number[] =>
  db
    .prepare(`SELECT id FROM slides WHERE lost = 1
      AND EXISTS (SELECT 1 FROM slide_copies WHERE slide_id = slides.id AND path <> slides.path)`)
    .pluck()
    .all()
    .map(id => parseValue('slides.id', integer, id))

type Identity = Pick<SlideFacts, 'fingerprint' | 'former'>

function upgrade(
  db: WritableDb,
  id: number,
  { fingerprint, former }: { fingerprint: string; former: string }
): void {
  db.prepare('UPDATE slides SET fingerprint = ? WHERE id = ?').run(fingerprint, id)
  db.prepare(
    'INSERT OR IGNORE INTO former_fingerprints (fingerprint, slide_id, replaced_at) VALUES (?, ?, ?)'
  ).run(former, id, new Date().toISOString())
}

/** Whether a file has a slide's content, by the present rule or the one it is stored with. */
export const isSameContent = (
  slide: Pick<Slide, 'fingerprint'>,
  { fingerprint, former }: Identity
): boolean => slide.fingerprint === fingerprint || slide.fingerprint === former

/**
 * Takes over what was read from a slide whose content is the known one: the present fingerprint and
 * facts, which another reader or version may state differently. A resolution set by the user stays.
 * @returns whether anything changed
 */
export function refresh(db: WritableDb, id: number, facts: SlideFacts): boolean {
  return db.transaction(() => {
    const { fingerprint } = getSlide(db, id)
    const outdated = fingerprint !== facts.fingerprint
    if (outdated) upgrade(db, id, { fingerprint: facts.fingerprint, former: fingerprint })
    return refreshFacts(db, id, facts) || outdated
  })()
}

function refreshFacts(db: WritableDb, id: number, facts: SlideFacts): boolean {
  const { vendor, width, height, mpp, mppSource, levels, notes, profile, orientation, reader } = facts
  const { changes } = db
    .prepare(`UPDATE slides SET vendor = @vendor, width = @width, height = @height, levels = @levels,
        mpp = CASE WHEN mpp_source = 'user' THEN mpp ELSE @mpp END,
        mpp_source = CASE WHEN mpp_source = 'user' THEN mpp_source ELSE @mppSource END,
        remarks = @remarks, profile = @profile, orientation = @orientation, reader = @name, reader_version = @version
      WHERE id = @id AND (vendor, width, height, levels, remarks, reader, reader_version)
          <> (@vendor, @width, @height, @levels, @remarks, @name, @version)
        OR id = @id AND (profile IS NOT @profile OR orientation IS NOT @orientation)
        OR id = @id AND mpp_source IS NOT 'user' AND mpp IS NOT @mpp`)
    .run({
      id,
      vendor,
      width,
      height,
      mpp,
      mppSource,
      levels: JSON.stringify(levels),
      remarks: JSON.stringify(notes),
      profile,
      orientation,
      ...reader
    })
  return changes > 0
}

/** Adds refusals that a reviewer overruled to open a slide. */
export function addOverrulings(db: WritableDb, id: number, added: readonly Overruling[]): Slide {
  const { overruled } = getSlide(db, id)
  db.prepare('UPDATE slides SET overruled = ? WHERE id = ?').run(JSON.stringify([...overruled, ...added]), id)
  return getSlide(db, id)
}

/** Dismisses a warning about a slide's runs, or shows it again. */
export function dismissWarning(db: WritableDb, id: number, warning: string, dismissed: boolean): Slide {
  const others = getSlide(db, id).dismissed.filter(known => known !== warning)
  const now = dismissed ? [...others, warning] : others
  db.prepare('UPDATE slides SET dismissed = ? WHERE id = ?').run(JSON.stringify(now), id)
  return getSlide(db, id)
}

/** Records that a slide's file has other content now, which hides the slide's results. */
export function markChanged(db: WritableDb, id: number): Slide {
  db.prepare('UPDATE slides SET lost = 1 WHERE id = ?').run(id)
  return getSlide(db, id)
}

/** Paths at which copies of a slide were found, without its present path. */
export const copiesOf = (db: ReadableDb, id: number): string[] =>
  db
    .prepare(`SELECT slide_copies.path FROM slide_copies JOIN slides ON slides.id = slide_id
      WHERE slide_id = ? AND slide_copies.path <> slides.path ORDER BY slide_copies.path`)
    .pluck()
    .all(id)
    .map(path => parseValue('slide_copies.path', text, path))

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
  const why = resolutionRemark(slide)
  throw new DuctalError(
    'slide/no-resolution',
    `${slide.name} has no resolution. ${why ? `${why} ` : ''}Enter the µm per pixel in the slide panel, or use --mpp in the terminal (about 0.25 for a 40× scan, 0.5 for a 20× scan).`
  )
}
