import type { Run } from '../../../../contract/runs/run.ts'
import type { WritableDb } from '../../db/connection.ts'
import { enterResult } from '../../review/log/result.ts'
import { setStatus } from '../../runs/records.ts'

/** Ends a run that has its whole result, which the log keeps from then on. */
export const finishRun = (db: WritableDb, runId: number): Run =>
  db
    .transaction(() => {
      const run = setStatus(db, runId, 'done')
      enterResult(db, runId)
      return run
    })
    .immediate()
