import { type ChildProcess, fork } from 'node:child_process'
import { DuctalError } from '../../../contract/errors.ts'
import type { FromWorker, TaskName, TaskProgress, ToWorker } from '../../../contract/worker.ts'

/** A task on its way: what it is, and whom its end is told to. */
export interface Job {
  name: TaskName
  input: unknown
  /** How many tasks its process may have at once while it has this one. */
  together: number
  /** Told as often as the task tells. */
  onProgress?: ((progress: TaskProgress) => void) | undefined
  resolve(value: unknown): void
  reject(error: DuctalError): void
  /** Its process died while it had other tasks, too: nobody knows whose fault it was. */
  orphan(error: DuctalError): void
}

export interface ProcessOptions {
  entry: string
  env: Record<string, string>
  /** Takes what the processes print; without it that goes to this process's own stderr. */
  onOutput?: (text: string) => void
}

/**
 * glibc would put ever larger blocks, up to 32 MB, on its heap, where one small block behind them keeps them all: a worker that has
 * loaded ResNet-50 held 50 MB for nothing. Blocks of a megabyte and more go back as soon as they are freed. Others than glibc ignore it.
 */
const allocation = { MALLOC_MMAP_THRESHOLD_: String(1024 * 1024) }

/** How long a cancelled task may go on in a process of its own before that process is ended, ms. */
const patience = 10_000

/** One worker process. It starts with its first job, and again with the first job after its death. */
export class WorkerProcess {
  readonly #options: ProcessOptions
  readonly #onFree: () => void
  readonly #jobs = new Map<number, Job>()
  #child: ChildProcess | undefined
  #next = 1

  /** @param onFree called whenever a job has ended here and another could begin */
  constructor(options: ProcessOptions, onFree: () => void) {
    this.#options = options
    this.#onFree = onFree
  }

  /** Jobs that the process is busy with, also those whose caller has turned away. */
  get busy(): number {
    return this.#jobs.size
  }

  /** Whether one more job, which bears so many together, may begin here. */
  hasRoomFor(together: number): boolean {
    const least = Math.min(together, ...Array.from(this.#jobs.values(), job => job.together))
    return this.#jobs.size < least
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Hands over a job; the function that comes back asks the worker to stop it. */
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

  /** Ends the process; resolves when it is gone. */
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
    // What a worker prints goes to stderr at most: stdout belongs to the terminal's answer.
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

  /** A process that serves one job at a time may be ended for it; others would suffer in one that serves several. */
  #endIfStuck(child: ChildProcess, task: number): void {
    if (this.#child === child && this.#jobs.has(task) && this.#jobs.size === 1) child.kill('SIGKILL')
  }
}

/** A process that is ending takes no message any more; its exit then tells every job. */
function send(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => {})
}

const died = (name: TaskName, how: string) =>
  new DuctalError(
    'worker/died',
    `The process that worked on “${name}” ended unexpectedly (${how}); it is started again, so try once more.`
  )
