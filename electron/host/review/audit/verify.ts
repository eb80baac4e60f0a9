import type { Verification } from '../../../../contract/review/review.ts'
import type { ReadableDb } from '../../db/connection.ts'
import { isUnreadable } from '../../db/errors.ts'
import { backwardsSentences } from '../log/backwards.ts'
import { resultNow } from '../log/result.ts'
import { compareLibrary, compareResults, uncheckedOf } from './compare-results.ts'
import { compareReviews, type Results } from './compare-reviews.ts'
import { checkEnd, emptyGathering, readLog } from './gather.ts'

/**
 * Recomputes the hash chain of the whole log, rebuilds each review from its entries, and compares
 * everything that a report states with the log. `columns.ts` lists what is compared how.
 * @param runId compares only this run and its review; the chain, the classes and the reviewers are
 *   always checked completely
 */
export function verify(db: ReadableDb, runId?: number): Verification {
  const gathered = emptyGathering()
  const { faults, reviews } = gathered
  const { sequence, hash } = readLog(db, runId, gathered)
  checkEnd(db, sequence, faults)
  const present = resultsOf(db)
  compareLibrary(db, gathered)
  compareReviews(db, runId, gathered, present)
  compareResults(db, runId, gathered, present)
  return {
    entries: sequence,
    reviews: reviews.size,
    head: hash,
    backwards: backwardsOf(db, runId),
    unchecked: uncheckedOf(db, runId, gathered),
    faults
  }
}

/** Times that run backwards; none if the entries cannot be read, which is a fault of its own. */
function backwardsOf(db: ReadableDb, runId?: number): Verification['backwards'] {
  try {
    return backwardsSentences(db, runId)
  } catch (error) {
    if (isUnreadable(error)) return []
    throw error
  }
}

/** Reads the present result of each run once: a million predictions take a second. */
function resultsOf(db: ReadableDb): Results {
  const known = new Map<number, ReturnType<Results>>()
  return runId => {
    const result = known.get(runId) ?? resultNow(db, runId)
    known.set(runId, result)
    return result
  }
}

/**
 * Describes where the log's hash chain first breaks; null if it is intact. Does not check the state
 * derived from the log.
 */
export function brokenChain(db: ReadableDb): string | null {
  const begun = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'review_log'`).get()
  // A library made before reviews existed.
  if (!begun) return null
  const gathered = emptyGathering()
  const { sequence } = readLog(db, null, gathered)
  checkEnd(db, sequence, gathered.faults)
  return gathered.faults[0]?.message.replace(/\.$/, '') ?? null
}
