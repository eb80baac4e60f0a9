import { type ChildProcess, fork } from 'node:child_process'
import { DuctalError } from '../../../contract/errors.ts'
import type { FromWorker, TaskName, TaskProgress, ToWorker } from '../../../contract/worker.ts'

/** A submitted task, with the callbacks for its outcome. */
export interface Job {
  name: TaskName
  input: unknown
  /** How many tasks its process may run at once, this one included. */
  together: number
  /** Called for every progress report of the task. */
  onProgress?: ((progress: TaskProgress) => void) | undefined
  resolve(value: unknown): void
  reject(error: DuctalError): void
  /** The process died while running several tasks, so it is unknown which one was at fault. */
  orphan(error: DuctalError): void
}

export interface ProcessOptions {
  entry: string
  env: Record<string, string>
  /** Receives the output of the processes; by default it goes to this process's stderr. */
  onOutput?: (text: string) => void
}

/**
 * Makes glibc return blocks of a megabyte or more as soon as they are freed. By default it moves
 * ever larger blocks, up to 32 MB, to its heap, where one small block behind them pins them all: a
 * worker that had loaded ResNet-50 held 50 MB for nothing. Other C libraries ignore the variable.
 */
const allocation = { MALLOC_MMAP_THRESHOLD_: String(1024 * 1024) }

/**
 * How long a cancelled task may continue before its process is ended, in ms; only if it runs alone.
 */
const patience = 10_000

/** One worker process. It starts with its first job, and again with the first job after it died. */
export class WorkerProcess {
  readonly #options: ProcessOptions
  readonly #onFree: () => void
  readonly #jobs = new Map<number, Job>()
  #child: ChildProcess | undefined
  #next = 1

  /** @param onFree called whenever a job has ended and another could start */
  constructor(options: ProcessOptions, onFree: () => void) {
    this.#options = options
    this.#onFree = onFree
  }

  /** Number of jobs in the process, including cancelled ones that have not ended. */
  get busy(): number {
    return this.#jobs.size
  }

  /** Whether another job with this limit on concurrent jobs can start here. */
  hasRoomFor(together: number): boolean {
    const least = Math.min(together, ...Array.from(this.#jobs.values(), job => job.together))
    return this.#jobs.size < least
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts a job; returns a function that asks the worker to stop it. */
  begin(job: Job): () => void {
    const child = this.#child ?? this.#start()
    const task = this.#next++
    this.#jobs.set(task, job)
    send(child, { task, name: job.name, input: job.input } as ToWorker)
    return () => {
      send(child, { cancel: task })
      setTimeout(() => this.#endIfStuck(child, task), patience).unref()
    }
  }

  /** Ends the process; resolves once it is gone. */
  async close(): Promise<void> {
    const child = this.#child
    if (!child) return
    const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
    child.kill('SIGKILL')
    await gone
  }

  #start(): ChildProcess {
    const { entry, env, onOutput } = this.#options
    const asNode = process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}
    // Workers print to stderr at most: stdout is reserved for the terminal's answer.
    const output = onOutput ? 'pipe' : 2
    const child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [],
      env: { ...allocation, ...process.env, ...env, ...asNode },
      stdio: ['ignore', output, output, 'ipc']
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', text => onOutput?.(text))
    this.#child = child
    child.on('message', message => this.#take(child, message as FromWorker))
    child.once('error', error => this.#lose(child, error.message))
    child.once('exit', (status, signal) => this.#lose(child, signal ?? `status ${status}`))
    return child
  }

  #take(child: ChildProcess, message: FromWorker): void {
    const job = this.#child === child ? this.#jobs.get(message.task) : undefined
    if (!job) return
    if ('progress' in message) {
      job.onProgress?.(message.progress)
      return
    }
    this.#jobs.delete(message.task)
    if ('failure' in message) job.reject(new DuctalError(message.failure.code, message.failure.message))
    else job.resolve(message.value)
    this.#onFree()
  }

  #lose(child: ChildProcess, how: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    const lost = [...this.#jobs.values()]
    this.#jobs.clear()
    for (const job of lost) {
      const error = died(job.name, how)
      if (lost.length > 1) job.orphan(error)
      else job.reject(error)
    }
    this.#onFree()
  }

  /** Ends a process only if the stuck job is its last one; other jobs would be lost with it. */
  #endIfStuck(child: ChildProcess, task: number): void {
    if (this.#child === child && this.#jobs.has(task) && this.#jobs.size === 1) child.kill('SIGKILL')
  }
}

/** Drops messages to a process that is ending; its exit settles every job. */
function send(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => {})
}

const died = (name: TaskName, how: string) =>
  new DuctalError(
    'worker/died',
    `The process running “${name}” crashed (${how}) and was restarted. Try again.`
  )
