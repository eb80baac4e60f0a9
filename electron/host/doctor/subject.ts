import type { BackupState } from '../../../contract/backup.ts'
import type { Check } from '../../../contract/doctor.ts'
import type { Failure } from '../../../contract/errors.ts'
import type { EngineProbe } from '../../../contract/runs/run.ts'
import type { FoundModel, TaskName, WorkerTasks } from '../../../contract/worker.ts'
import type { ReadableDb } from '../db/connection.ts'

/** The installation under examination. A host's context satisfies this type. */
export interface Subject {
  version: string
  dataFolder: string
  /** Folder that contains `models/`, and in a checkout `node_modules/`. */
  resources: string
  /** The open library, or why it could not be opened. */
  db: ReadableDb | { refused: Failure }
  /** Why the library is read-only; null when it is writable. */
  readOnlyReason: Failure | null
  /** What is known of the backups of the library. */
  backup(): BackupState
  pool: {
    run<K extends TaskName>(
      name: K,
      input: WorkerTasks[K]['takes'],
      options: { signal: AbortSignal; queue: 'view' | 'work' }
    ): Promise<WorkerTasks[K]['gives']>
  }
  models(): Promise<FoundModel[]>
  /** Probes every engine with the default model. */
  engines(): Promise<EngineProbe[]>
}

/** Examines one kind of thing; returns a check for each instance of it. */
export type Examination = (subject: Subject) => Promise<Check[]> | Check[]
