/** The content of a data folder and of a folder of exports. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { slideId } from './subject.ts'

export interface Found {
  /** Entries of the review log by number. */
  entries: Map<number, string>
  /** Of the slide. */
  notes: string
  tags: string
  runs: Set<number>
  /** Sizes of saved files by path. */
  sizes: Map<string, number>
}

/** Reads a library, also while the program has it open. */
export function find(library: string, out: string): Found {
  return reading(library, db => ({
    entries: new Map(db.prepare('SELECT sequence, entry FROM review_log').raw().all() as [number, string][]),
    notes:
      (db.prepare('SELECT notes FROM slides WHERE id = ?').pluck().get(slideId) as string | undefined) ?? '',
    tags: (
      db.prepare('SELECT tag FROM slide_tags WHERE slide_id = ?').pluck().all(slideId) as string[]
    ).join(),
    runs: new Set(db.prepare('SELECT id FROM runs').pluck().all() as number[]),
    sizes: new Map(filesIn(out).map(path => [path, statSync(path).size]))
  }))
}

export function reading<T>(library: string, read: (db: Sqlite.Database) => T): T {
  const db = new Sqlite(library, { readonly: true, timeout: 10_000 })
  try {
    return read(db)
  } finally {
    db.close()
  }
}

/** Hash of the results of a run without its times: equal for runs of the same slide and model. */
export const resultsOf = (library: string, runId: number): string =>
  reading(library, db => {
    const hash = createHash('sha256')
    const predictions = db.prepare('SELECT * FROM predictions WHERE run_id = ? ORDER BY row, col').raw()
    for (const [, ...values] of predictions.iterate(runId) as IterableIterator<unknown[]>)
      hash.update(JSON.stringify(values))
    const tiles = db.prepare(
      'SELECT number, col, row, cols, rows, cells, patches, positive, state, judged, flags, scale_evidence FROM tiles WHERE run_id = ? ORDER BY number'
    )
    for (const tile of tiles.iterate(runId)) hash.update(JSON.stringify(tile))
    return hash.digest('hex')
  })

export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => !entry.isDirectory())
        .map(entry => join(entry.parentPath, entry.name))
    : []

/** Names of temporary files, which only a running program may have. */
export const halfFilesIn = (...folders: string[]): string[] =>
  folders.flatMap(filesIn).filter(path => /\.(part|tmp)$|[/\\]\.(importing|removed-)/.test(path))

/** Says what a saved file lacks; undefined if it is whole. */
export function brokenFile(path: string): string | undefined {
  const bytes = readFileSync(path)
  const text = () => (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  try {
    if (/json(\.gz)?$/.test(path)) JSON.parse(text())
    else if (path.endsWith('.csv')) {
      if (!/\n$/.test(text())) return 'its last line has no end'
    } else if (path.endsWith('.html')) {
      if (!/<\/html>\s*$/.test(text())) return 'its last element has no end'
    } else if (path.endsWith('.pdf')) {
      if (!/^%PDF/.test(text()) || !/%%EOF\s*$/.test(text())) return 'it has no end'
    } else if (
      path.endsWith('.png') &&
      bytes.toString('latin1', bytes.length - 8, bytes.length - 4) !== 'IEND'
    )
      return 'it has no end'
    return undefined
  } catch (error) {
    return String(error)
  }
}
