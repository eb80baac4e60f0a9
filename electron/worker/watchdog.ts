import { Worker } from 'node:worker_threads'
import { type Limit, outOfTime } from '../../contract/worker.ts'

/** Processor time in µs at which this process ends, and its memory in bytes; 0 for no limit. */
const bounds = new Float64Array(new SharedArrayBuffer(16))

/**
 * Runs in a thread of its own: a main thread that computes, or is stuck in a decoder, notices
 * neither that the host is gone nor how long it takes. A parent that has died is replaced by
 * another process, or cannot be signalled.
 */
const watch = `
  const { workerData } = require('node:worker_threads')
  const isGone = () => {
    if (process.ppid !== workerData.parent) return true
    try {
      process.kill(workerData.parent, 0)
      return false
    } catch (error) {
      return error.code === 'ESRCH'
    }
  }
  const end = signal => process.kill(process.pid, process.platform === 'win32' ? 'SIGKILL' : signal)
  setInterval(() => {
    const [time, bytes] = workerData.bounds
    const { user, system } = process.cpuUsage()
    if (time > 0 && user + system > time) end(workerData.outOfTime)
    if (isGone() || (bytes > 0 && process.memoryUsage.rss() > bytes)) end('SIGKILL')
  }, 200)
`

/**
 * Ends this process soon after its parent has died, or when a task exceeds its limit, however busy
 * this process is.
 */
export function watchOver(): void {
  const thread = new Worker(watch, {
    eval: true,
    workerData: { parent: process.ppid, bounds, outOfTime },
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 }
  })
  thread.unref()
}

/**
 * Bounds what this process uses from now on; null lifts the limit. A process with a limit runs one
 * task at a time.
 */
export function setLimit(limit: Limit | null): void {
  const { user, system } = process.cpuUsage()
  bounds[0] = limit ? user + system + limit.seconds * 1e6 : 0
  bounds[1] = limit?.bytes ?? 0
}

/** Adds processor time to the limit, if there is one, for a task that gets on. */
export function allow(seconds: number): void {
  if (bounds[0]! > 0) bounds[0]! += seconds * 1e6
}
