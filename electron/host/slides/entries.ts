import { basename } from 'node:path'
import { isNothing, Outcome } from '../../../contract/runs/outcome.ts'
import {
  type LibraryEntry,
  type LibraryPage,
  type LibrarySearch,
  SlideState
} from '../../../contract/slides/library.ts'
import type { ReadableDb, WritableDb } from '../db/connection.ts'
import { flag, integer, nullable, oneOf, type RowOf, rowParser, text } from '../db/rows.ts'
import { getSlide, slideColumns, slideOf } from './records.ts'

const entryColumns = {
  ...slideColumns,
  notes: text,
  runs: integer,
  shown: nullable(integer),
  outcome: nullable(oneOf(Outcome.options)),
  reviewedRun: nullable(integer),
  signed: flag,
  reviewed: nullable(integer),
  total: nullable(integer),
  changedAt: text
}

/** The columns used for sorting and searching, which need no access to the slide files. */
interface Row extends RowOf<typeof entryColumns> {
  name: string
  tags: string[]
  state: SlideState
}

const parseEntry = rowParser('slides', entryColumns)
const parseTag = rowParser('slide_tags', { id: integer, tag: text })
const parseCount = rowParser('slide_tags', { tag: text, slides: integer })

/**
 * Selects slides with their runs and their most recently changed review. The latest finished run
 * need not be the latest run.
 */
export const entriesQuery = `SELECT slides.*,
    (SELECT count(*) FROM runs WHERE slide_id = slides.id) AS runs,
    shown.id AS shown, shown.outcome, last.run_id AS reviewedRun, last.signed IS NOT NULL AS signed, last.reviewed, last.total,
    max(slides.added_at, coalesce(last.updated_at, ''),
      coalesce((SELECT max(created_at) FROM runs WHERE slide_id = slides.id), '')) AS changedAt
  FROM slides LEFT JOIN reviews AS last ON last.id = (SELECT reviews.id FROM reviews JOIN runs ON runs.id = run_id
    WHERE slide_id = slides.id ORDER BY updated_at DESC, reviews.id DESC LIMIT 1)
  LEFT JOIN runs AS shown ON shown.id = coalesce(last.run_id,
    (SELECT max(id) FROM runs WHERE slide_id = slides.id AND status = 'done'))`

/** Takes two queries, however many slides there are. */
function rowsOf(db: ReadableDb): Row[] {
  const tags = new Map<number, string[]>()
  const tagged = db.prepare('SELECT slide_id AS id, tag FROM slide_tags').all().map(parseTag)
  for (const { id, tag } of tagged) tags.set(id, [...(tags.get(id) ?? []), tag])
  return db
    .prepare(entriesQuery)
    .all()
    .map(parseEntry)
    .map(row => completed(row, tags.get(row.id) ?? []))
}

const completed = (row: RowOf<typeof entryColumns>, tags: string[]): Row =>
  Object.assign(row, { name: basename(row.path), tags: tags.sort(names.compare), state: stateOf(row) })

function stateOf({ reviewedRun, signed, shown, outcome }: RowOf<typeof entryColumns>): SlideState {
  if (reviewedRun !== null) return signed ? 'signed' : 'inReview'
  if (shown === null) return 'new'
  if (isNothing(outcome)) return 'notAnalysed'
  return outcome === 'partial' ? 'partlyAnalysed' : 'analysed'
}

const entryOf = (row: Row): LibraryEntry => ({
  slide: slideOf(row),
  state: row.state,
  runs: row.runs,
  runId: row.shown,
  outcome: row.outcome,
  progress: row.total === null || row.reviewed === null ? null : { reviewed: row.reviewed, total: row.total },
  tags: row.tags,
  notes: row.notes,
  changedAt: row.changedAt
})

/** @throws DuctalError slide/unknown */
export function getEntry(db: ReadableDb, slideId: number): LibraryEntry {
  getSlide(db, slideId)
  const row = parseEntry(db.prepare(`${entriesQuery} WHERE slides.id = ?`).get(slideId))
  const tags = db
    .prepare('SELECT slide_id AS id, tag FROM slide_tags WHERE slide_id = ?')
    .all(slideId)
    .map(row => parseTag(row).tag)
  return entryOf(completed(row, tags))
}

export function searchLibrary(db: ReadableDb, search: LibrarySearch): LibraryPage {
  const rows = rowsOf(db)
  const fitting = rows.filter(row => fits(row, search)).sort(comparison(search))
  const offset = search.offset ?? 0
  const states: LibraryPage['states'] = {
    new: 0,
    notAnalysed: 0,
    partlyAnalysed: 0,
    analysed: 0,
    inReview: 0,
    signed: 0
  }
  for (const { state } of rows) states[state]++
  return {
    entries: fitting.slice(offset, offset + (search.limit ?? 200)).map(entryOf),
    total: fitting.length,
    tags: db
      .prepare('SELECT tag, count(*) AS slides FROM slide_tags GROUP BY tag')
      .all()
      .map(parseCount)
      .sort((a, b) => names.compare(a.tag, b.tag)),
    states
  }
}

function fits(row: Row, { text = '', states, tags = [] }: LibrarySearch): boolean {
  if (states && !states.includes(row.state)) return false
  if (!tags.every(tag => row.tags.includes(tag))) return false
  const written = comparable([row.path, row.notes, row.vendor, ...row.tags].join('\n'))
  return comparable(text)
    .split(/\s+/)
    .every(word => written.includes(word))
}

/**
 * Avoids locales, because Turkish rules would not match “IDC” and “idc”. Composes accents, which
 * macOS decomposes in file names.
 */
const comparable = (text: string) => text.normalize('NFC').toLowerCase()

const stateOrder = SlideState.options
const share = ({ reviewed, total }: Row) => (total ? (reviewed ?? 0) / total : -1)
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
/** Created once: localeCompare would create a collator for every comparison. */
const names = new Intl.Collator('en', { numeric: true })

const comparisons: Record<NonNullable<LibrarySearch['sort']>, (a: Row, b: Row) => number> = {
  added: (a, b) => byText(a.added_at, b.added_at),
  changed: (a, b) => byText(a.changedAt, b.changedAt),
  name: (a, b) => names.compare(a.name, b.name),
  state: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state),
  progress: (a, b) => share(a) - share(b)
}

const comparison =
  ({ sort = 'added', descending = false }: LibrarySearch) =>
  (a: Row, b: Row): number =>
    (descending ? -1 : 1) * comparisons[sort](a, b) || a.id - b.id

/** Saves a slide's tags and notes. Trims tags and drops duplicates. */
export function describeSlide(
  db: WritableDb,
  slideId: number,
  { tags, notes }: { tags?: string[] | undefined; notes?: string | undefined }
): LibraryEntry {
  return db.transaction(() => {
    getSlide(db, slideId)
    if (notes !== undefined) db.prepare('UPDATE slides SET notes = ? WHERE id = ?').run(notes, slideId)
    if (tags !== undefined) {
      db.prepare('DELETE FROM slide_tags WHERE slide_id = ?').run(slideId)
      const insert = db.prepare('INSERT OR IGNORE INTO slide_tags (slide_id, tag) VALUES (?, ?)')
      for (const tag of tags.map(tag => tag.trim())) if (tag !== '') insert.run(slideId, tag)
    }
    return getEntry(db, slideId)
  })()
}
