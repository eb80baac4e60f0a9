import { DuctalError } from '../../../contract/errors.ts'
import type { TaskName, WorkerTasks } from '../../../contract/worker.ts'
import type { Context } from '../context.ts'

/**
 * Runs a task in the process reserved for interactive requests; retries once if that process died.
 */
export async function view<K extends TaskName>(
  { pool }: Pick<Context, 'pool'>,
  name: K,
  input: WorkerTasks[K]['takes'],
  signal: AbortSignal
): Promise<WorkerTasks[K]['gives']> {
  try {
    return await pool.run(name, input, { signal, queue: 'view' })
  } catch (error) {
    if (!(error instanceof DuctalError) || error.code !== 'worker/died') throw error
    return pool.run(name, input, { signal, queue: 'view' })
  }
}
