import { Worker } from 'node:worker_threads'

/**
 * Runs in a thread of its own: a main thread that is stuck in a decoder would not notice that the
 * host is gone. A parent that has died is replaced by another process, or cannot be signalled.
 */
const watch = `
  const { workerData } = require('node:worker_threads')
  const isGone = () => {
    if (process.ppid !== workerData) return true
    try {
      process.kill(workerData, 0)
      return false
    } catch (error) {
      return error.code === 'ESRCH'
    }
  }
  setInterval(() => isGone() && process.kill(process.pid, 'SIGKILL'), 1000)
`

/** Ends this process soon after its parent has died, however busy this process is. */
export function dieWithParent(): void {
  const thread = new Worker(watch, {
    eval: true,
    workerData: process.ppid,
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 }
  })
  thread.unref()
}
