import { DuctalError } from '../../../../contract/errors.ts'
import type { Verification } from '../../../../contract/review/review.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import type { WritableDb } from '../../db/connection.ts'
import { partNamed, partNames, type ReviewState } from '../actions/parts.ts'
import { recount } from '../labels/records.ts'
import { emptyGathering, readLog } from './gather.ts'
import type { Replayed } from './replay.ts'
import { verify } from './verify.ts'

/**
 * Rebuilds the stored state of a run's review from its log entries, provided that the log is
 * intact.
 * @returns the result of `verify` afterwards
 * @throws DuctalError review/broken if the chain is broken, or the log has no review of the run
 */
export function rebuild(db: WritableDb, run: Run): Verification {
  return db
    .transaction(() => {
      const gathered = emptyGathering()
      readLog(db, run.id, gathered)
      const [found] = [...gathered.reviews].filter(([, review]) => review.run === run.id)
      if (gathered.faults.length > 0 || !found)
        throw new DuctalError(
          'review/broken',
          `The review of analysis ${run.id} cannot be rebuilt from the review log: ${gathered.faults[0]?.message ?? 'the log has no entry for it.'} Restore a backup of the library instead.`
        )
      const [id, review] = found
      write(db, run, id, review, review.state(gathered.classes))
      return verify(db, run.id)
    })
    .immediate()
}

function write(db: WritableDb, run: Run, id: number, review: Replayed, state: ReviewState): void {
  db.prepare('DELETE FROM reviews WHERE run_id = ?').run(run.id)
  db.prepare(`INSERT INTO reviews (id, run_id, signed, sequence, updated_at) VALUES (?, ?, ?, ?, ?)`).run(
    id,
    run.id,
    review.signed,
    review.sequence,
    review.updatedAt
  )
  // In the order of the log, because a report numbers regions in it.
  const order = new Map(review.regionOrder().map((region, place) => [region, place]))
  const regions = state.regions.toSorted((a, b) => order.get(a.id)! - order.get(b.id)!)
  for (const name of partNames) partNamed(name).restore(db, id, { ...state, regions }[name])
  const history = db.prepare('INSERT INTO review_history (review_id, sequence, undone) VALUES (?, ?, ?)')
  for (const sequence of review.done) history.run(id, sequence, 0)
  for (const sequence of review.undone) history.run(id, sequence, 1)
  const signature = db.prepare(
    'INSERT INTO signatures (sequence, review_id, log_hash, state_hash, reopened) VALUES (?, ?, ?, ?, ?)'
  )
  for (const { sequence, logHash, stateHash, reopened } of review.signatures)
    signature.run(sequence, id, logHash, stateHash, reopened)
  recount(db, { id, runId: run.id, threshold: state.threshold?.threshold ?? run.parameters.threshold })
}
