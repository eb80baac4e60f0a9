import type { DuctalError } from '../../../contract/errors.ts'
import { type Job, type ProcessOptions, WorkerProcess } from './process.ts'

/** A job in a lane. Its caller is told one end only. */
export interface Entry {
  cancel(reason: DuctalError): void
}

class Waiting implements Entry {
  readonly job: Job
  #stop: (() => void) | undefined
  #settled = false

  constructor(job: Job) {
    this.job = {
      ...job,
      resolve: value => this.#once(() => job.resolve(value)),
      reject: error => this.#once(() => job.reject(error))
    }
  }

  get settled(): boolean {
    return this.#settled
  }

  begin(process: WorkerProcess): void {
    this.#stop = process.begin(this.job)
  }

  cancel(reason: DuctalError): void {
    if (this.#settled) return
    this.#stop?.()
    this.job.reject(reason)
  }

  #once(tell: () => void): void {
    if (this.#settled) return
    this.#settled = true
    tell()
  }
}

/** Processes of one kind with one queue: first come, first served, by the process that has least to do. */
export class Lane {
  readonly #processes: WorkerProcess[]
  readonly #depth: number
  #queue: Waiting[] = []
  readonly #running = new Set<Waiting>()
  #closed: DuctalError | undefined

  /** @param depth jobs that one process is given at once */
  constructor(options: ProcessOptions, size: number, depth: number) {
    this.#processes = Array.from({ length: size }, () => new WorkerProcess(options, () => this.#fill()))
    this.#depth = depth
  }

  add(job: Job): Entry {
    const entry = new Waiting(job)
    if (this.#closed) entry.cancel(this.#closed)
    else this.#queue.push(entry)
    this.#fill()
    return entry
  }

  pids(): number[] {
    return this.#processes.map(({ pid }) => pid).filter(pid => pid !== undefined)
  }

  /** Ends the processes that have nothing to do. */
  async rest(): Promise<void> {
    await Promise.all(this.#processes.filter(({ busy }) => busy === 0).map(process => process.close()))
  }

  async close(reason: DuctalError): Promise<void> {
    this.#closed = reason
    for (const entry of [...this.#queue.splice(0), ...this.#running]) entry.cancel(reason)
    await Promise.all(this.#processes.map(process => process.close()))
  }

  #fill(): void {
    for (const entry of this.#running) if (entry.settled) this.#running.delete(entry)
    while (!this.#closed && this.#queue.length > 0) {
      const free = this.#free()
      if (!free) return
      const entry = this.#queue.shift()
      if (!entry || entry.settled) continue
      this.#running.add(entry)
      entry.begin(free)
    }
  }

  #free(): WorkerProcess | undefined {
    const least = this.#processes.reduce((best, process) => (process.busy < best.busy ? process : best))
    return least.busy < this.#depth ? least : undefined
  }
}
