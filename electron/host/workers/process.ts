import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import {
  type FromWorker,
  heartbeat,
  type TaskName,
  type TaskProgress,
  type ToWorker
} from '../../../contract/worker.ts'
import { exceeded, limitOf } from './limits.ts'
import { type MemoryLimits, residentBytes } from './memory.ts'

/** A submitted task, with the callbacks for its outcome. */
export interface Job {
  name: TaskName
  input: unknown
  /** How many tasks its process may run at once, this one included. */
  together: number
  /** Called for every progress report of the task. */
  onProgress?: ((progress: TaskProgress) => void) | undefined
  /** Answers what the task requests of the host. */
  onRequest?: ((name: string, input: unknown) => Promise<unknown>) | undefined
  resolve(value: unknown): void
  reject(error: DuctalError): void
  /** The process died or got stuck with this job alone, so that the job is at fault. */
  fail(error: DuctalError): void
  /** The process died while running several tasks, so it is unknown which one was at fault. */
  orphan(error: DuctalError): void
}

/** When a process or a task counts as stuck, in heartbeats (contract/worker.ts). */
export interface Patience {
  /** Heartbeats that a process with a task may miss in a row. */
  silence: number
  /** How long a task may take that reads a slide to show it or to list its facts. */
  reading: number
  /** How long a task may take that reads or predicts a part of an analysis. */
  analysing: number
}

export interface ProcessOptions {
  entry: string
  env: Record<string, string>
  /**
   * Folders in which the processes may write, and nowhere else, where the system can enforce it;
   * they then start no programs, either. Absent: all rights of the user.
   */
  writable?: readonly string[] | undefined
  /** Receives the output of the processes; by default it goes to this process's stderr. */
  onOutput?: (text: string) => void
  patience: Patience
  memory: MemoryLimits
}

/**
 * Makes glibc return blocks of a megabyte or more as soon as they are freed. By default it moves
 * ever larger blocks, up to 32 MB, to its heap, where one small block behind them pins them all: a
 * worker that had loaded ResNet-50 held 50 MB for nothing. Other C libraries ignore the variable.
 */
const allocation = { MALLOC_MMAP_THRESHOLD_: String(1024 * 1024) }

/** Heartbeats that a new process may take to load its code. */
const starting = 60

/**
 * How long a cancelled task may continue, in heartbeats, before its process is ended: alone, or
 * with other tasks, which are then repeated.
 */
const cancelled = { alone: 10, withOthers: 60 }

/** Tasks of an analysis. All others that are not listed in `unlimited` read a slide to show it. */
const analysing = new Set<TaskName>(['infer', 'tissue', 'calibrateSlide', 'explain'])
/** Their length depends on what they are given, or on a driver. */
const unlimited = new Set<TaskName>(['evaluate', 'importModel', 'golden', 'measure', 'probe', 'demo'])

interface Running {
  job: Job
  /** Heartbeats since the job started, and since it was cancelled. */
  age: number
  cancelledAge: number | null
}

/** One worker process. It starts with its first job, and again with the first job after it died. */
export class WorkerProcess {
  readonly #options: ProcessOptions
  readonly #onFree: () => void
  readonly #jobs = new Map<number, Running>()
  #child: ChildProcess | undefined
  /** Messages that wait until the process is ready; undefined once it is. */
  #waiting: ToWorker[] | undefined
  /** Whether processes give up rights; not after one that ended while it did so. */
  #confines: boolean
  #next = 1
  #silence = 0
  #watch: NodeJS.Timeout | undefined

  /** @param onFree called whenever a job has ended and another could start */
  constructor(options: ProcessOptions, onFree: () => void) {
    this.#options = options
    this.#confines = options.writable !== undefined
    this.#onFree = onFree
  }

  /** Number of jobs in the process, including cancelled ones that have not ended. */
  get busy(): number {
    return this.#jobs.size
  }

  /** Whether another job with this limit on concurrent jobs can start here. */
  hasRoomFor(together: number): boolean {
    const least = Math.min(together, ...Array.from(this.#jobs.values(), ({ job }) => job.together))
    return this.#jobs.size < least
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts a job; returns a function that asks the worker to stop it. */
  begin(job: Job): () => void {
    const child = this.#child ?? this.#start()
    const task = this.#next++
    if (this.#jobs.size === 0) this.#silence = Math.min(this.#silence, 0)
    this.#jobs.set(task, { job, age: 0, cancelledAge: null })
    this.#watch ??= setInterval(() => this.#beat(), heartbeat).unref()
    const limit = limitOf(job.name)
    this.#send(child, { task, name: job.name, input: job.input, ...(limit && { limit }) } as ToWorker)
    return () => {
      this.#send(child, { cancel: task })
      const running = this.#child === child ? this.#jobs.get(task) : undefined
      if (running) running.cancelledAge = 0
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
    const { entry, env, onOutput, writable } = this.#options
    const confined = this.#confines ? { DUCTAL_WRITABLE: JSON.stringify(writable) } : {}
    const asNode = process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}
    // Workers print to stderr at most: stdout is reserved for the terminal's answer.
    const output = onOutput ? 'pipe' : 2
    const child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [],
      env: { ...allocation, ...process.env, ...env, ...asNode, ...confined },
      stdio: ['ignore', output, output, 'ipc']
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', text => onOutput?.(text))
    sacrificeFirst(child)
    this.#child = child
    this.#waiting = this.#confines ? [] : undefined
    this.#silence = -starting
    child.on('message', message => this.#take(child, message as FromWorker))
    child.once('error', error => this.#lose(child, `crashed (${error.message})`))
    child.once('exit', (status, signal) => {
      if (this.#child !== child) return
      const wasKilled = signal === 'SIGKILL' || signal === 'SIGTERM'
      if (this.#confines && this.#waiting && !wasKilled) this.#startWithAllRights(this.#waiting)
      else this.#lose(child, `crashed (${signal ?? `status ${status}`})`, signal)
    })
    return child
  }

  /** For a process that ended by itself while it gave up rights, before it was given anything. */
  #startWithAllRights(waiting: readonly ToWorker[]): void {
    this.#confines = false
    const child = this.#start()
    for (const message of waiting) send(child, message)
  }

  #take(child: ChildProcess, message: FromWorker): void {
    if (this.#child !== child) return
    this.#silence = 0
    if ('ready' in message) this.#release(child)
    if ('alive' in message) this.#checkMemory(child, message.alive)
    if ('alive' in message || 'ready' in message) return
    const running = this.#jobs.get(message.task)
    if (!running) return
    const { job } = running
    if ('progress' in message) {
      job.onProgress?.(message.progress)
      return
    }
    if ('request' in message) {
      void reply(child, message, job)
      return
    }
    this.#forget(message.task)
    if ('failure' in message) job.reject(new DuctalError(message.failure.code, message.failure.message))
    else job.resolve(message.value)
    this.#onFree()
  }

  #send(child: ChildProcess, message: ToWorker): void {
    if (this.#child === child && this.#waiting) this.#waiting.push(message)
    else send(child, message)
  }

  #release(child: ChildProcess): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const message of waiting) send(child, message)
  }

  /**
   * Called at each heartbeat while there are jobs. Counts heartbeats instead of time, so that a
   * computer that was asleep finds nothing stuck.
   */
  #beat(): void {
    const child = this.#child
    if (!child) return
    this.#silence++
    this.#checkMemory(child, residentBytes(child.pid))
    if (this.#child !== child) return
    const { patience } = this.#options
    if (this.#silence > patience.silence) {
      this.#replace(child, 'stopped responding')
      return
    }
    for (const [task, running] of this.#jobs) {
      running.age++
      if (running.cancelledAge !== null) running.cancelledAge++
      const others = this.#jobs.size > 1
      const isIgnoring = (running.cancelledAge ?? 0) > (others ? cancelled.withOthers : cancelled.alone)
      if (!isIgnoring && running.age <= patienceFor(running.job.name, patience)) continue
      // This job is at fault; the others are repeated.
      this.#forget(task)
      running.job.fail(stuck(running.job.name))
      this.#replace(child, 'stopped responding')
      return
    }
  }

  /** Ends a process that holds more memory than its tasks may. */
  #checkMemory(child: ChildProcess, bytes = 0): void {
    const { reading, most } = this.#options.memory
    const names = Array.from(this.#jobs.values(), ({ job }) => job.name)
    const limit = names.some(name => unlimited.has(name)) ? most : reading
    if (names.length > 0 && bytes > limit)
      this.#replace(child, `used ${gigabytes(bytes)} GB of memory, more than its ${gigabytes(limit)} GB,`)
  }

  #forget(task: number): void {
    this.#jobs.delete(task)
    if (this.#jobs.size > 0) return
    clearInterval(this.#watch)
    this.#watch = undefined
  }

  #replace(child: ChildProcess, how: string): void {
    child.kill('SIGKILL')
    this.#lose(child, how)
  }

  #lose(child: ChildProcess, how: string, signal: NodeJS.Signals | null = null): void {
    if (this.#child !== child) return
    this.#child = undefined
    const lost = Array.from(this.#jobs.values(), ({ job }) => job)
    for (const task of [...this.#jobs.keys()]) this.#forget(task)
    for (const job of lost) {
      const error = exceeded(job.name, signal) ?? died(job.name, how)
      if (lost.length > 1) job.orphan(error)
      else job.fail(error)
    }
    this.#onFree()
  }
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)

/** Heartbeats that a task may take. */
function patienceFor(name: TaskName, patience: Patience): number {
  // A process with a limit ends by itself.
  if (unlimited.has(name) || limitOf(name)) return Number.POSITIVE_INFINITY
  return analysing.has(name) ? patience.analysing : patience.reading
}

/**
 * When memory runs out, Linux ends a worker, which costs one tile, before the host or another
 * program. Any process may raise its own score; other systems have none.
 */
function sacrificeFirst({ pid }: ChildProcess): void {
  if (process.platform !== 'linux' || pid === undefined) return
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '800')
  } catch {
    // A container may hide the file; the worker runs all the same.
  }
}

async function reply(
  child: ChildProcess,
  { request, name, input }: Extract<FromWorker, { request: number }>,
  job: Job
): Promise<void> {
  try {
    send(child, { answer: request, value: await job.onRequest?.(name, input) })
  } catch (error) {
    send(child, { answer: request, failure: failureOf(error) })
  }
}

/** Drops messages to a process that is ending; its exit settles every job. */
function send(child: ChildProcess, message: ToWorker): void {
  if (child.connected) child.send(message, () => {})
}

const died = (name: TaskName, how: string) =>
  new DuctalError('worker/died', `The process running “${name}” ${how} and was restarted. Try again.`)

const stuck = (name: TaskName) => died(name, 'did not finish')
