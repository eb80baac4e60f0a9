import type { DuctalError } from '../../../contract/errors.ts'
import { type Job, type ProcessOptions, WorkerProcess } from './process.ts'

/** A queued job. Its caller sees only one outcome. */
export interface Entry {
  cancel(reason: DuctalError): void
}

type Asked = Omit<Job, 'orphan'>

class Waiting implements Entry {
  readonly job: Job
  #stop: (() => void) | undefined
  #settled = false

  /** @param again queues the job again, to run alone */
  constructor(job: Asked, again: (entry: Waiting) => void) {
    this.job = {
      ...job,
      resolve: value => this.#once(() => job.resolve(value)),
      reject: error => this.#once(() => job.reject(error)),
      fail: error => this.#once(() => job.fail(error)),
      orphan: () => {
        this.job.together = 1
        again(this)
      }
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

/**
 * Worker queue: processes of one kind that share a queue, first come, first served, by the least
 * busy process. Jobs that shared a process when it died are retried once, each alone, so that only
 * the job at fault fails.
 */
export class WorkerQueue {
  readonly #processes: WorkerProcess[]
  #queue: Waiting[] = []
  readonly #running = new Set<Waiting>()
  #closed: DuctalError | undefined

  constructor(options: ProcessOptions, size: number) {
    this.#processes = Array.from({ length: size }, () => new WorkerProcess(options, () => this.#fill()))
  }

  add(job: Asked): Entry {
    const entry = new Waiting(job, orphan => {
      this.#running.delete(orphan)
      this.#queue.unshift(orphan)
    })
    if (this.#closed) entry.cancel(this.#closed)
    else this.#queue.push(entry)
    this.#fill()
    return entry
  }

  pids(): number[] {
    return this.#processes.map(({ pid }) => pid).filter(pid => pid !== undefined)
  }

  /** Ends the idle processes. */
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
      const entry = this.#queue[0]!
      const free = entry.settled ? undefined : this.#free(entry.job.together)
      if (!entry.settled && !free) return
      this.#queue.shift()
      if (!free) continue
      this.#running.add(entry)
      entry.begin(free)
    }
  }

  #free(together: number): WorkerProcess | undefined {
    const able = this.#processes.filter(process => process.hasRoomFor(together))
    return able.reduce<WorkerProcess | undefined>(
      (best, process) => (best && best.busy <= process.busy ? best : process),
      undefined
    )
  }
}
