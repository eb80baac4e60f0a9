import type { Action } from '../../../../contract/review/review.ts'
import { outcomeTitles } from '../../../../contract/runs/outcome.ts'
import type { ReadableDb } from '../../db/connection.ts'
import type { Signed } from '../audit/signatures.ts'
import { backwardsIn } from '../log/backwards.ts'
import { type Entry, parseEntry, readEntry } from '../log/log.ts'
import { isChange, partNamed, partOf } from './parts.ts'

/**
 * Returns actions of a run's review, newest first.
 * @param before returns only actions with a lower sequence number
 */
export function listActions(
  db: ReadableDb,
  runId: number,
  before: number | undefined,
  limit: number
): Action[] {
  const entries = db
    .prepare(`SELECT entry FROM review_log WHERE review_id = (SELECT id FROM reviews WHERE run_id = ?)
      AND sequence < ? ORDER BY sequence DESC LIMIT ?`)
    .pluck()
    .all(runId, before ?? Number.MAX_SAFE_INTEGER, limit)
  const backwards = backwardsIn(db)
  return entries.map(entry => actionOf(parseEntry(entry), backwards))
}

/**
 * Cache of parsed actions, which never change. An entry may hold ten thousand regions and is needed
 * at every step.
 */
const known = new WeakMap<ReadableDb, Map<number, Action>>()
const kept = 1000

export function readAction(db: ReadableDb, sequence: number): Action {
  const actions = known.get(db) ?? new Map<number, Action>()
  known.set(db, actions)
  const action = actions.get(sequence) ?? actionOf(readEntry(db, sequence), backwardsIn(db))
  if (actions.size >= kept) actions.clear()
  actions.set(sequence, action)
  return action
}

function actionOf(entry: Entry, backwards: ReturnType<typeof backwardsIn>): Action {
  const { sequence, kind, reviewer, at, of } = entry
  const clockBack = backwards.has(sequence)
  return { sequence, kind, reviewer, ...at, clockBack, of: of ?? null, ...contentsOf(entry) }
}

function contentsOf(entry: Entry): Pick<Action, 'count' | 'text' | 'replaced'> {
  if (isChange(entry)) return partNamed(partOf(entry)).describe(entry)
  const { meaning, reason, acknowledged } = (entry.after ?? {}) as Partial<Signed & { reason: string }>
  const note = acknowledged ? ` (acknowledged: ${outcomeTitles[acknowledged].toLowerCase()})` : ''
  return { count: 0, text: `${meaning ?? reason ?? ''}${note}` }
}
