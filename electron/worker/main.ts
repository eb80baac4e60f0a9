/** A worker process: takes tasks of contract/worker.ts from its parent, one message each, and ends with it. */
import module from 'node:module'
import type { FromWorker, TaskName, TaskProgress, ToWorker } from '../../contract/worker.ts'
import { toFailure } from './failure.ts'
import { tasks } from './tasks.ts'

type Work = (
  input: unknown,
  signal: AbortSignal,
  report: (progress: TaskProgress) => void
) => Promise<unknown>

/** Tasks that were done once, and so have their code loaded. */
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

/** A worker is killed at its end: what it compiled is kept (where NODE_COMPILE_CACHE says so) as soon as a task has loaded it. */
function keepCompiled(name: TaskName): void {
  if (loaded.has(name)) return
  loaded.add(name)
  // The Node of an older Electron has no such thing.
  module.flushCompileCache?.()
}

process.on('message', (message: ToWorker) => {
  if ('cancel' in message) running.get(message.cancel)?.abort()
  else void perform(message.task, message.name, message.input)
})

// The host is gone, however it ended: nobody is left to work for.
process.on('disconnect', () => process.exit(0))

// Ctrl-C in a terminal reaches the whole group of processes: the host decides what it means.
process.on('SIGINT', () => {})
