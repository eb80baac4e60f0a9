import type { Input, Output } from '../../contract/calls.ts'
import type { HostEvent } from '../../contract/transport/events.ts'
import type { TaskName } from '../../contract/worker.ts'
import type { Context } from '../../electron/host/context.ts'
import { Events } from '../../electron/host/events.ts'
import { finishRun } from '../../electron/host/flows/runs/finish.ts'
import { type Caller, newCaller } from '../../electron/host/review/reviewers.ts'
import { placesOf } from '../../electron/host/runs/plan.ts'
import { pendingTiles, readTile, saveTile } from '../../electron/host/runs/tiles.ts'
import { reviewingHandlers } from '../../electron/host/server/handlers.ts'
import type { WorkerPool } from '../../electron/host/workers/pool.ts'
import { taskNamed } from '../../electron/worker/tasks.ts'
import { newRun, temporaryLibrary } from './library.ts'

type Reviewing = ReturnType<typeof reviewingHandlers>

/** Patch probabilities for tests: a disc of positive patches and a single isolated one. */
export const disc = (row: number, col: number): number => {
  const distance = Math.hypot(row - 10, col - 15)
  if (row === 2 && col === 35) return 0.9
  return Math.round(Math.max(0, 1 - distance / 10) * 1000) / 1000
}

/**
 * A finished run of 40 × 20 patches of 800 pixels in its own library, and the host's review calls
 * on it.
 */
export function reviewedRun({
  reviewer = 'Ada Test',
  probability = disc,
  folder = undefined as string | undefined
} = {}) {
  const db = temporaryLibrary(folder)
  const run = finishedRun(db, probability)
  const events = new Events()
  const told: HostEvent[] = []
  const emit = events.emit.bind(events)
  events.emit = event => {
    told.push(event)
    emit(event)
  }
  const ask = handlersOn(db, events)
  if (reviewer) ask('reviewers.add', { name: reviewer })
  return { db, run, runId: run.id, told, ask }
}

/** The calls that compute in a worker, or look at a file. */
type Slow =
  | 'regions.measure'
  | 'regions.add'
  | 'regions.import'
  | 'regions.fromPatches'
  | 'regions.update'
  | 'regions.merge'
  | 'regions.subtract'

type Answer<K extends keyof Reviewing> = K extends Slow ? Promise<Output<K>> : Output<K>

/** Runs the tasks of workers in this process: the same code, without its limits. */
export const poolInProcess = {
  run: async (name: TaskName, input: unknown, { signal = new AbortController().signal } = {}) => {
    const task = (await taskNamed(name)) as (input: unknown, signal: AbortSignal) => Promise<unknown>
    return structuredClone(await task(structuredClone(input), signal))
  }
}

/** The host's review calls on a library, as one window makes them. */
export function handlersOn(db: ReturnType<typeof temporaryLibrary>, events = new Events()) {
  const handlers = reviewingHandlers({
    db,
    events,
    pool: poolInProcess as Pick<WorkerPool, 'run'>
  } as Context)
  const { signal } = new AbortController()
  const caller = newCaller(db)
  return <K extends keyof Reviewing>(name: K, input: Input<K>): Answer<K> =>
    (handlers[name] as (input: unknown, signal: AbortSignal, caller: Caller) => Answer<K>)(
      input,
      signal,
      caller
    )
}

/** @param end ends the run, which has all its tiles */
export function finishedRun(
  db: ReturnType<typeof temporaryLibrary>,
  probability = disc,
  end: typeof finishRun = finishRun
) {
  const { id } = newRun(db)
  for (const number of pendingTiles(db, id)) {
    const predictions = placesOf(readTile(db, id, number)).map(({ row, col }) => ({
      row,
      col,
      probability: probability(row, col)
    }))
    saveTile(db, id, {
      number,
      attempts: 1,
      predictions,
      failure: null,
      engine: 'cpu',
      device: 'a processor',
      seconds: 1
    })
  }
  return end(db, id)
}
