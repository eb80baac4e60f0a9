/**
 * Receives tasks of contract/worker.ts from the parent process, one message each, and exits with
 * it.
 */
import module from 'node:module'
import {
  type FromWorker,
  heartbeat,
  type TaskName,
  type TaskProgress,
  type ToWorker
} from '../../contract/worker.ts'
import './loaders.ts'
import { toFailure } from './failure.ts'
import { tasks } from './tasks.ts'
import { dieWithParent } from './watchdog.ts'

type Work = (
  input: unknown,
  signal: AbortSignal,
  report: (progress: TaskProgress) => void
) => Promise<unknown>

/** Tasks that have run at least once, so that their code is loaded. */
const loaded = new Set<TaskName>()

const running = new Map<number, AbortController>()

function answer(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

async function perform(task: number, name: TaskName, input: unknown): Promise<void> {
  const abort = new AbortController()
  running.set(task, abort)
  try {
    const report = (progress: TaskProgress) => answer({ task, progress })
    const value = await (tasks[name] as Work)(input, abort.signal, report)
    answer({ task, value })
  } catch (error) {
    answer({ task, failure: toFailure(error) })
  } finally {
    running.delete(task)
    keepCompiled(name)
  }
}

/**
 * Saves compiled code (if NODE_COMPILE_CACHE is set) as soon as a task has loaded it, because
 * workers are killed rather than exiting.
 */
function keepCompiled(name: TaskName): void {
  if (loaded.has(name)) return
  loaded.add(name)
  // Older Electron versions have a Node without this function.
  module.flushCompileCache?.()
}

dieWithParent()

// A main thread that computes for long is silent; the host ends a process that is silent for too
// long.
setInterval(() => {
  if (running.size > 0) answer({ alive: process.memoryUsage.rss() })
}, heartbeat)

process.on('message', (message: ToWorker) => {
  if ('cancel' in message) running.get(message.cancel)?.abort()
  else void perform(message.task, message.name, message.input)
})

// The host is gone for whatever reason, so nothing remains to be done. A main thread that is busy
// does not notice; see watchdog.ts.
process.on('disconnect', () => process.exit(0))

// Ctrl-C in a terminal reaches the whole process group; the host decides what to do.
process.on('SIGINT', () => {})

answer({ ready: true })
