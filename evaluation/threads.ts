import { Worker } from 'node:worker_threads'
import { DuctalError } from '../contract/errors.ts'
import type { Answer, Portion } from './thread.ts'

/** Threads that each hold a model on the `cpu` engine, which itself computes on one thread. */
export class ScoringThreads {
  private readonly workers: Worker[]

  /** Rejects the pending prediction of each thread if the thread ends without an answer. */
  private readonly waiting: ((reason: unknown) => void)[] = []

  constructor(count: number, model: string) {
    this.workers = Array.from({ length: count }, (_, thread) => {
      const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: model })
      const end = (reason: unknown) => this.waiting[thread]?.(reason)
      worker.on('error', end)
      worker.on('exit', () => end(new Error('a thread of the evaluation ended')))
      return worker
    })
  }

  /**
   * Returns the probabilities of `count` patches, computed by the given thread, one portion at a
   * time. Throws DuctalError.
   */
  predict(thread: number, pixels: Uint8Array<ArrayBuffer>, count: number): Promise<Float32Array> {
    const worker = this.workers[thread] as Worker
    const answered = new Promise<Float32Array>((resolve, reject) => {
      this.waiting[thread] = reject
      worker.once('message', (answer: Answer) => {
        if ('scores' in answer) resolve(answer.scores)
        else reject(new DuctalError(answer.code, answer.message))
      })
    })
    worker.postMessage({ pixels, count } satisfies Portion, [pixels.buffer])
    return answered
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.terminate()))
  }
}
