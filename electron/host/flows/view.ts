import { DuctalError } from '../../../contract/errors.ts'
import type { TaskName, WorkerTasks } from '../../../contract/worker.ts'
import type { Context } from '../context.ts'

/** Asks the process that serves what a person waits for; one that died is asked once more before its failure counts. */
export async function view<K extends TaskName>(
  { pool }: Context,
  name: K,
  input: WorkerTasks[K]['takes'],
  signal: AbortSignal
): Promise<WorkerTasks[K]['gives']> {
  try {
    return await pool.run(name, input, { signal, lane: 'view' })
  } catch (error) {
    if (!(error instanceof DuctalError) || error.code !== 'worker/died') throw error
    return pool.run(name, input, { signal, lane: 'view' })
  }
}
