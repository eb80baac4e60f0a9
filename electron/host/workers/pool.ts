import { DuctalError } from '../../../contract/errors.ts'
import type { TaskName, TaskProgress, WorkerTasks } from '../../../contract/worker.ts'
import type { ProcessOptions } from './process.ts'
import { Lane } from './queue.ts'

export interface PoolOptions extends Omit<ProcessOptions, 'onOutput'> {
  /** Processes of the lane `work`. */
  size: number
  /** Takes what processes of the lane `probe` print: drivers are talkative. */
  onProbeOutput?: (text: string) => void
}

export interface RunOptions {
  signal?: AbortSignal
  lane?: LaneName
  onProgress?: (progress: TaskProgress) => void
  /** How many such tasks a process may have at once, so that one reads while another computes; as the lane has it when absent. */
  together?: number
}

/**
 * `view` is for what a person waits for, `work` (the default) for everything long; `probe` is for what may well take its
 * process down, or needs a network while the others work.
 */
export type LaneName = 'view' | 'work' | 'probe'

/** The worker processes of a host. They start with the first task that needs them, and die with the host. */
export interface WorkerPool {
  readonly size: number
  /**
   * Runs a task; tasks of a lane begin in the order in which they were given.
   * @throws DuctalError worker/died when its process ended, call/cancelled when the signal aborted or the pool closed,
   * and whatever the task itself fails with
   */
  run<K extends TaskName>(
    name: K,
    input: WorkerTasks[K]['takes'],
    options?: RunOptions
  ): Promise<WorkerTasks[K]['gives']>
  /** Process ids of the workers that live. */
  pids(lane: LaneName): number[]
  /** Ends the processes of a lane that have nothing to do; they start again when they are needed. */
  rest(lane: LaneName): Promise<void>
  /** Ends every process and cancels what is under way. */
  close(): Promise<void>
}

/** Tasks that a process is given at once. For viewing reads overlap: the decoder has four threads. */
const usual: Record<LaneName, number> = { view: 4, work: 1, probe: 1 }

export function openPool({ entry, env, size, onProbeOutput }: PoolOptions): WorkerPool {
  const lanes: Record<LaneName, Lane> = {
    view: new Lane({ entry, env }, 1),
    work: new Lane({ entry, env }, Math.max(1, size)),
    probe: new Lane({ entry, env, ...(onProbeOutput ? { onOutput: onProbeOutput } : {}) }, 1)
  }
  return {
    size: Math.max(1, size),
    run<K extends TaskName>(name: K, input: WorkerTasks[K]['takes'], options: RunOptions = {}) {
      const { signal, lane = 'work', together = usual[lane], onProgress } = options
      return new Promise<WorkerTasks[K]['gives']>((resolve, reject) => {
        if (signal?.aborted) return reject(cancelled())
        const abort = () => queued.cancel(cancelled())
        const end = (finish: () => void) => {
          signal?.removeEventListener('abort', abort)
          finish()
        }
        const queued = lanes[lane].add({
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
    pids: lane => lanes[lane].pids(),
    rest: lane => lanes[lane].rest(),
    async close() {
      await Promise.all(Object.values(lanes).map(lane => lane.close(cancelled())))
    }
  }
}

const cancelled = () => new DuctalError('call/cancelled', 'Cancelled.')
