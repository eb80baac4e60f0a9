import type { BackupState } from '../../contract/backup.ts'
import type { DuctalError } from '../../contract/errors.ts'
import type { ModelSummary } from '../../contract/models/model.ts'
import type { WritableDb } from './db/connection.ts'
import type { EngineSelection } from './engines/selection.ts'
import type { Events } from './events.ts'
import type { Saving } from './files/saving.ts'
import type { Log } from './library/log.ts'
import type { WorkerPool } from './workers/pool.ts'

/** Shared services of the host. */
export interface Context {
  db: WritableDb
  /** Why the library is read-only; null if it is writable. */
  readOnlyReason: DuctalError | null
  /** Checks that what was written is in the file that the next start will open (db/open.ts). */
  confirm(): void
  /** What is known of the backups of the library. */
  backup(): BackupState
  pool: WorkerPool
  engineSelection: EngineSelection
  events: Events
  /** Writes files outside the data folder. */
  saving: Saving
  /** Folder that contains `models/` and `migrations/`. */
  resources: string
  dataFolder: string
  version: string
  log: Log
  /** Returns the installed models in ranked order; they are read and validated once. */
  models(): Promise<ModelSummary[]>
  /**
   * Reads the models again after one was added, removed or made the default, and notifies all
   * listeners.
   */
  rereadModels(): Promise<ModelSummary[]>
}
