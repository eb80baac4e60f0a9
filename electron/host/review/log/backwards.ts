import type { ReadableDb } from '../../db/connection.ts'
import { readEntry } from './log.ts'

/** Clocks are corrected by less without anyone noticing, in ms. */
const tolerance = 1000

interface Times {
  /** The last entry that was read, and its hash. */
  sequence: number
  hash: string
  /** The latest time of the entries so far, in ms, and the entry that has it. */
  latest: number
  by: number
  /** Entries with an earlier time than one before them: the latter by the former. */
  backwards: Map<number, number>
}

const nothing = (): Times => ({
  sequence: 0,
  hash: '',
  latest: Number.NEGATIVE_INFINITY,
  by: 0,
  backwards: new Map()
})

/** Entries never change, so each is read once. */
const known = new WeakMap<ReadableDb, Times>()

/**
 * Finds the entries of the log whose time is earlier than that of an entry before them: the clock
 * of the computer was wrong, then or before. Whatever entries are shown, those whose times run
 * backwards are among them.
 * @returns the earlier entry with the latest time, by the number of each such entry
 */
export function backwardsIn(db: ReadableDb): ReadonlyMap<number, number> {
  const before = known.get(db)
  const times = before && isStillIn(db, before) ? before : nothing()
  const rows = db
    .prepare(`SELECT sequence, hash, json_extract(entry, '$.at.utc') FROM review_log
      WHERE sequence > ? AND json_valid(entry) ORDER BY sequence`)
    .raw()
    .iterate(times.sequence) as IterableIterator<[number, string, unknown]>
  for (const [sequence, hash, utc] of rows) {
    times.sequence = sequence
    times.hash = hash
    const time = Date.parse(String(utc))
    if (time < times.latest - tolerance) times.backwards.set(sequence, times.by)
    else if (time > times.latest) {
      times.latest = time
      times.by = sequence
    }
  }
  known.set(db, times)
  return times.backwards
}

/** A transaction that was undone may have given its numbers to other entries. */
const isStillIn = (db: ReadableDb, { sequence, hash }: Times): boolean =>
  sequence === 0 ||
  db.prepare('SELECT hash FROM review_log WHERE sequence = ?').pluck().get(sequence) === hash

/** Describes each entry whose time runs backwards, for people. */
export const backwardsSentences = (db: ReadableDb, runId?: number) =>
  [...backwardsIn(db)].flatMap(([sequence, by]) => {
    const entry = readEntry(db, sequence)
    if (runId !== undefined && entry.run !== runId) return []
    const message = `Entry ${sequence} of the review log (${entry.at.utc}) has an earlier time than entry ${by} before it (${readEntry(db, by).at.utc}): the clock of the computer was wrong.`
    return [{ sequence, runId: entry.run, message }]
  })
