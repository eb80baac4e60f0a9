import { DuctalError } from '../../../contract/errors.ts'
import type { TaskName, TaskProgress, WorkerTasks } from '../../../contract/worker.ts'
import { Crashes, pathOf, weightOf } from './crashes.ts'
import { type MemoryLimits, memoryLimits, slideBytes } from './memory.ts'
import type { Patience, ProcessOptions } from './process.ts'
import { WorkerQueue } from './queue.ts'

export interface PoolOptions extends Omit<ProcessOptions, 'onOutput' | 'patience' | 'writable' | 'memory'> {
  /** Number of processes of the queue `work`. */
  size: number
  /** Receives the output of the queue `probe`, because drivers print a lot. */
  onProbeOutput?: (text: string) => void
  /** When tasks and processes count as stuck; shorter in tests. */
  patience?: Partial<Patience>
  /**
   * Folders in which the processes of each queue may write. Absent: all rights of the user.
   */
  writable?: Record<QueueName, readonly string[]>
  /** Memory that a process may hold; smaller in tests. */
  memory?: MemoryLimits
  /** Where files that crash workers are remembered; absent to forget them with the process. */
  crashes?: { file: string; version: string }
}

export interface RunOptions {
  signal?: AbortSignal
  queue?: QueueName
  onProgress?: (progress: TaskProgress) => void
  /** Answers what a report requests (contract/tasks/reports.ts). */
  onRequest?: (name: string, input: unknown) => Promise<unknown>
  /**
   * How many such tasks a process may run at once, so that one reads while another computes;
   * defaults to the queue's own number.
   */
  together?: number
}

/**
 * `view` is for interactive requests and `work` (the default) for long tasks. `probe` is for tasks
 * that could crash their process, or need a network while the other processes work. `shapes` is for
 * shapes of regions, and `documents` for imports and reports, all of which have a limit.
 */
export type QueueName = 'view' | 'work' | 'probe' | 'shapes' | 'documents'

/**
 * The worker processes of a host. They start with the first task that needs them, and end with the
 * host.
 */
export interface WorkerPool {
  readonly size: number
  /**
   * Runs a task; tasks of a worker queue start in the order given.
   * @throws DuctalError worker/died if its process ended or was stuck, slide/crashes if that
   *   happens with this file again and again, call/cancelled if the signal aborted or the pool
   *   closed, and whatever the task itself throws
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
  /** Lets a file be read again that crashed workers. */
  forgive(path: string): void
  /** Ends every process and cancels running tasks. */
  close(): Promise<void>
}

/** Tasks per process. Reads for viewing overlap, because the decoder has four threads. */
const usual: Record<QueueName, number> = { view: 4, work: 1, probe: 1, shapes: 1, documents: 1 }

/**
 * A worker that is silent for 40 s while it has a task is stuck: its longest computation without a
 * pause, a tile of JPEG 2000 with 64 million pixels, takes less. A slide on a slow network drive
 * may take minutes to open.
 */
const view: Patience = { silence: 40, reading: 300, analysing: 900 }
/** A second process starts only while the first is busy. */
const boundedProcesses = 2

/** Networks compute for longer without a pause, and drivers compile. */
const work: Patience = { silence: 180, reading: 900, analysing: 3600 }

export function openPool(given: PoolOptions): WorkerPool {
  const { entry, env, size, onProbeOutput, writable, ...options } = given
  const { file, version = '' } = options.crashes ?? {}
  const crashes = new Crashes(file, version)
  const bytes = slideBytes(Math.max(1, size))
  const envOf = (slides: number) => ({ ...env, DUCTAL_SLIDE_BYTES: String(slides) })
  // Their processor time is limited, however slowly it passes on a busy machine.
  const bounded = {
    entry,
    env,
    memory: options.memory ?? memoryLimits(0),
    patience: { ...work, ...options.patience }
  }
  const queues: Record<QueueName, WorkerQueue> = {
    view: new WorkerQueue(
      {
        entry,
        env: envOf(bytes.view),
        writable: writable?.view,
        memory: options.memory ?? memoryLimits(bytes.view),
        patience: { ...view, ...options.patience }
      },
      1
    ),
    work: new WorkerQueue(
      {
        entry,
        env: envOf(bytes.work),
        writable: writable?.work,
        memory: options.memory ?? memoryLimits(bytes.work),
        patience: { ...work, ...options.patience }
      },
      Math.max(1, size)
    ),
    probe: new WorkerQueue(
      {
        entry,
        env,
        writable: writable?.probe,
        memory: options.memory ?? memoryLimits(bytes.work),
        patience: { ...work, ...options.patience },
        ...(onProbeOutput ? { onOutput: onProbeOutput } : {})
      },
      1
    ),
    shapes: new WorkerQueue({ ...bounded, writable: writable?.shapes }, boundedProcesses),
    documents: new WorkerQueue({ ...bounded, writable: writable?.documents }, boundedProcesses)
  }
  return {
    size: Math.max(1, size),
    run<K extends TaskName>(name: K, input: WorkerTasks[K]['takes'], options: RunOptions = {}) {
      const { signal, queue = 'work', together = usual[queue], onProgress, onRequest } = options
      return new Promise<WorkerTasks[K]['gives']>((resolve, reject) => {
        if (signal?.aborted) return reject(cancelled())
        const path = pathOf(input)
        const refusal = crashes.refusal(path)
        if (refusal) return reject(refusal)
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
          onRequest,
          resolve(value) {
            crashes.worked(path)
            end(() => resolve(value as WorkerTasks[K]['gives']))
          },
          reject: error => end(() => reject(error)),
          fail: error => end(() => reject(crashes.crashed(path, weightOf(name, input)) ?? error))
        })
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    pids: queue => queues[queue].pids(),
    forgive: path => crashes.forgive(path),
    rest: queue => queues[queue].rest(),
    async close() {
      await Promise.all(Object.values(queues).map(queue => queue.close(cancelled())))
    }
  }
}

const cancelled = () => new DuctalError('call/cancelled', 'Cancelled.')
