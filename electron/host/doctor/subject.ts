import type { Database } from 'better-sqlite3'
import type { Check } from '../../../contract/doctor.ts'
import type { Failure } from '../../../contract/errors.ts'
import type { EngineVerdict } from '../../../contract/run.ts'
import type { FoundModel, TaskName, WorkerTasks } from '../../../contract/worker.ts'

/** What is examined. A host's own context is one. */
export interface Subject {
  version: string
  dataFolder: string
  /** Folder that holds `models/`, and in a checkout `node_modules/`. */
  resources: string
  /** The open library, or why it could not be opened. */
  db: Database | { refused: Failure }
  /** Why it is open for reading only; null where it takes changes. */
  harm: Failure | null
  pool: {
    run<K extends TaskName>(
      name: K,
      input: WorkerTasks[K]['takes'],
      options: { signal: AbortSignal; lane: 'view' | 'work' }
    ): Promise<WorkerTasks[K]['gives']>
  }
  models(): Promise<FoundModel[]>
  /** What is found of every engine, with the default model. */
  engines(): Promise<EngineVerdict[]>
}

/** Looks at one thing; several checks where there are several of its kind. */
export type Examination = (subject: Subject) => Promise<Check[]> | Check[]
