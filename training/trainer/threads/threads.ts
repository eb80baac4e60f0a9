import { Worker } from 'node:worker_threads'
import type { Answer, Task, ThreadStart } from './shard.ts'

interface Waiting {
  task: Task
  resolve(answer: Answer): void
  reject(reason: unknown): void
}

/** Threads that each take the next task as soon as they are free. A failure in one ends all. */
export class Threads {
  private readonly workers: Worker[]
  private readonly idle: Worker[]
  private readonly waiting: Waiting[] = []
  private readonly running = new Map<Worker, Waiting>()
  private failure: unknown

  constructor(count: number, start: ThreadStart) {
    this.workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: start })
      worker.on('message', (answer: Answer) => this.finish(worker, answer))
      worker.on('error', error => this.fail(error))
      worker.on('exit', () => this.fail(new Error('a thread of the training ended')))
      return worker
    })
    this.idle = [...this.workers]
  }

  /** Returns the answers in the order of the tasks. */
  all(tasks: Task[]): Promise<Answer[]> {
    return Promise.all(tasks.map(task => this.take(task)))
  }

  async close(): Promise<void> {
    this.fail(new Error('the training was closed'))
    await Promise.all(this.workers.map(worker => worker.terminate()))
  }

  private take(task: Task): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure)
      this.waiting.push({ task, resolve, reject })
      this.begin()
    })
  }

  private begin(): void {
    while (this.waiting.length > 0 && this.idle.length > 0) {
      const worker = this.idle.shift() as Worker
      const next = this.waiting.shift() as Waiting
      this.running.set(worker, next)
      worker.postMessage(next.task, [next.task.pixels.buffer as ArrayBuffer])
    }
  }

  private finish(worker: Worker, answer: Answer): void {
    this.running.get(worker)?.resolve(answer)
    this.running.delete(worker)
    this.idle.push(worker)
    this.begin()
  }

  private fail(reason: unknown): void {
    this.failure ??= reason
    for (const { reject } of [...this.running.values(), ...this.waiting.splice(0)]) reject(this.failure)
    this.running.clear()
  }
}
