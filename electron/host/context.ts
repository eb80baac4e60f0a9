import type { Database } from 'better-sqlite3'
import type { DuctalError } from '../../contract/errors.ts'
import type { ModelSummary } from '../../contract/model.ts'
import type { Ladder } from './engines/selection.ts'
import type { Log } from './library/log.ts'
import type { Events } from './server/events.ts'
import type { WorkerPool } from './workers/pool.ts'

/** What every step of the flow works with. */
export interface Context {
  db: Database
  /** Why the library is read-only; null if it is writable. */
  harm: DuctalError | null
  pool: WorkerPool
  ladder: Ladder
  events: Events
  /** Folder that holds `models/` and `migrations/`. */
  resources: string
  dataFolder: string
  version: string
  log: Log
  /** Installed models, ranked; read and checked once. */
  models(): Promise<ModelSummary[]>
  /** Reads them anew, after one came, went or became the default, and tells everybody. */
  rereadModels(): Promise<ModelSummary[]>
}
