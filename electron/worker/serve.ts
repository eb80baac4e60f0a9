/**
 * Receives tasks of contract/worker.ts from the parent process, one message each, and exits with
 * it.
 */
import module from 'node:module'
import { DuctalError } from '../../contract/errors.ts'
import {
  type FromWorker,
  heartbeat,
  type Limit,
  type TaskName,
  type TaskProgress,
  type ToWorker
} from '../../contract/worker.ts'
import { toFailure } from './failure.ts'
import type { Request } from './task-types.ts'
import { taskNamed } from './tasks.ts'
import { setLimit, watchOver } from './watchdog.ts'

type Work = (
  input: unknown,
  signal: AbortSignal,
  report: (progress: TaskProgress) => void,
  request: Request
) => Promise<unknown>

/** Tasks that have run at least once, so that their code is loaded. */
const loaded = new Set<TaskName>()

const running = new Map<number, AbortController>()

/** Requests to the host that have no answer yet. */
const requests = new Map<number, { resolve(value: unknown): void; reject(error: DuctalError): void }>()
let lastRequest = 0

function answer(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

const requestFor =
  (task: number): Request =>
  (name, input) =>
    new Promise((resolve, reject) => {
      const request = ++lastRequest
      requests.set(request, { resolve: resolve as (value: unknown) => void, reject })
      answer({ task, request, name, input })
    })

async function perform(task: number, name: TaskName, input: unknown, limit?: Limit): Promise<void> {
  const abort = new AbortController()
  running.set(task, abort)
  if (limit) setLimit(limit)
  try {
    const report = (progress: TaskProgress) => answer({ task, progress })
    const work = (await taskNamed(name)) as Work
    const value = await work(input, abort.signal, report, requestFor(task))
    answer({ task, value })
  } catch (error) {
    answer({ task, failure: toFailure(error) })
  } finally {
    running.delete(task)
    if (limit) setLimit(null)
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

watchOver()

// A main thread that computes for long is silent; the host ends a process that is silent for too
// long.
setInterval(() => {
  if (running.size > 0) answer({ alive: process.memoryUsage.rss() })
}, heartbeat)

process.on('message', (message: ToWorker) => {
  if ('cancel' in message) running.get(message.cancel)?.abort()
  else if ('answer' in message) settle(message)
  else void perform(message.task, message.name, message.input, message.limit)
})

function settle(message: Extract<ToWorker, { answer: number }>): void {
  const waiting = requests.get(message.answer)
  requests.delete(message.answer)
  if ('value' in message) waiting?.resolve(message.value)
  else waiting?.reject(new DuctalError(message.failure.code, message.failure.message))
}

// The host is gone for whatever reason, so nothing remains to be done. A main thread that is busy
// does not notice; see watchdog.ts.
process.on('disconnect', () => process.exit(0))

// Ctrl-C in a terminal reaches the whole process group; the host decides what to do.
process.on('SIGINT', () => {})

answer({ ready: true })
