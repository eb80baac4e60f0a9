import { DuctalError } from '../../../contract/errors.ts'
import type { TaskName, TaskProgress, WorkerTasks } from '../../../contract/worker.ts'
import { slideBytes } from './memory.ts'
import type { ProcessOptions } from './process.ts'
import { WorkerQueue } from './queue.ts'

export interface PoolOptions extends Omit<ProcessOptions, 'onOutput'> {
  /** Number of processes of the queue `work`. */
  size: number
  /** Receives the output of the queue `probe`, because drivers print a lot. */
  onProbeOutput?: (text: string) => void
}

export interface RunOptions {
  signal?: AbortSignal
  queue?: QueueName
  onProgress?: (progress: TaskProgress) => void
  /**
   * How many such tasks a process may run at once, so that one reads while another computes;
   * defaults to the queue's own number.
   */
  together?: number
}

/**
 * `view` is for interactive requests and `work` (the default) for long tasks. `probe` is for tasks
 * that could crash their process, or need a network while the other processes work.
 */
export type QueueName = 'view' | 'work' | 'probe'

/**
 * The worker processes of a host. They start with the first task that needs them, and end with the
 * host.
 */
export interface WorkerPool {
  readonly size: number
  /**
   * Runs a task; tasks of a worker queue start in the order given.
   * @throws DuctalError worker/died if its process ended, call/cancelled if the signal aborted or
   *   the pool closed, and whatever the task itself throws
   */
  run<K extends TaskName>(
    name: K,
    input: WorkerTasks[K]['takes'],
    options?: RunOptions
  ): Promise<WorkerTasks[K]['gives']>
  /** Returns the ids of the running processes. */
  pids(queue: QueueName): number[]
  /** Ends the idle processes of a worker queue; they start again when needed. */
  rest(queue: QueueName): Promise<void>
  /** Ends every process and cancels running tasks. */
  close(): Promise<void>
}

/** Tasks per process. Reads for viewing overlap, because the decoder has four threads. */
const usual: Record<QueueName, number> = { view: 4, work: 1, probe: 1 }

export function openPool({ entry, env, size, onProbeOutput }: PoolOptions): WorkerPool {
  const bytes = slideBytes(Math.max(1, size))
  const envOf = (slides: number) => ({ ...env, DUCTAL_SLIDE_BYTES: String(slides) })
  const queues: Record<QueueName, WorkerQueue> = {
    view: new WorkerQueue({ entry, env: envOf(bytes.view) }, 1),
    work: new WorkerQueue({ entry, env: envOf(bytes.work) }, Math.max(1, size)),
    probe: new WorkerQueue({ entry, env, ...(onProbeOutput ? { onOutput: onProbeOutput } : {}) }, 1)
  }
  return {
    size: Math.max(1, size),
    run<K extends TaskName>(name: K, input: WorkerTasks[K]['takes'], options: RunOptions = {}) {
      const { signal, queue = 'work', together = usual[queue], onProgress } = options
      return new Promise<WorkerTasks[K]['gives']>((resolve, reject) => {
        if (signal?.aborted) return reject(cancelled())
        const abort = () => queued.cancel(cancelled())
        const end = (finish: () => void) => {
          signal?.removeEventListener('abort', abort)
          finish()
        }
        const queued = queues[queue].add({
          name,
          input,
          together,
          onProgress,
          resolve: value => end(() => resolve(value as WorkerTasks[K]['gives'])),
          reject: error => end(() => reject(error))
        })
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    pids: queue => queues[queue].pids(),
    rest: queue => queues[queue].rest(),
    async close() {
      await Promise.all(Object.values(queues).map(queue => queue.close(cancelled())))
    }
  }
}

const cancelled = () => new DuctalError('call/cancelled', 'Cancelled.')
