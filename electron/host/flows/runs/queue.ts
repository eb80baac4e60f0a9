import { DuctalError, failureOf } from '../../../../contract/errors.ts'
import type { Run } from '../../../../contract/runs/run.ts'
import { getRun, listRuns, setStatus } from '../../runs/records.ts'
import { discardResults } from '../../runs/tiles.ts'
import { confirmSaved, explainError } from '../read-only.ts'
import { calibrateSlide } from './calibrate.ts'
import { finishRun } from './finish.ts'
import { infer } from './infer.ts'

type Services = Parameters<typeof infer>[0] & Parameters<typeof confirmSaved>[0]

interface Active {
  abort: AbortController
  /** Whether the run has left the queue. */
  begun: boolean
  /** Resolves once nothing uses the run any more; never rejects. */
  ended: Promise<void>
}

/** Queue of runs: one runs at a time, using all workers. */
export class RunQueue {
  readonly #context: Services
  readonly #active = new Map<number, Active>()
  #last: Promise<void> = Promise.resolve()

  constructor(context: Services) {
    this.#context = context
  }

  /**
   * Puts a run into the queue.
   * @throws DuctalError run/busy if the run is queued already
   */
  begin(runId: number): Run {
    const { db } = this.#context
    const run = getRun(db, runId)
    if (this.#active.has(runId))
      throw new DuctalError(
        'run/busy',
        `Analysis ${runId} is already running. Wait for it to finish, or stop it first.`
      )
    if (run.status === 'done') return run
    const active: Active = { abort: new AbortController(), begun: false, ended: Promise.resolve() }
    active.ended = this.#last.then(() => this.#work(runId, active))
    this.#active.set(runId, active)
    this.#last = active.ended
    return this.#announce(runId, 'queued')
  }

  /**
   * Stops a run; finished tiles stay. Returns once no worker uses the run any more, which is at
   * once for a queued run.
   */
  async cancel(runId: number): Promise<Run> {
    const active = this.#active.get(runId)
    active?.abort.abort()
    if (active && !active.begun) {
      this.#active.delete(runId)
      return this.#announce(runId, 'cancelled')
    }
    await active?.ended
    return getRun(this.#context.db, runId)
  }

  /** Interrupts every run, to be resumed after the next start. */
  async close(): Promise<void> {
    for (const { abort } of this.#active.values()) abort.abort('closing')
    await this.#last
  }

  async #work(runId: number, active: Active): Promise<void> {
    // Cancelled while queued, and possibly queued again since.
    if (this.#active.get(runId) !== active) return
    active.begun = true
    const { signal } = active.abort
    try {
      signal.throwIfAborted()
      this.#announce(runId, 'running')
      await infer(this.#context, runId, signal)
      await calibrateSlide(this.#context, runId, signal)
      this.#announce(runId, 'done')
    } catch (error) {
      this.#end(runId, error, signal)
    } finally {
      this.#active.delete(runId)
    }
  }

  #end(runId: number, error: unknown, signal: AbortSignal): void {
    const failure = failureOf(explainError(this.#context, error))
    if (failure.code === 'internal') this.#context.log(`run ${runId}`, error)
    try {
      // Which tiles show the old content, and whether all do, can no longer be proven.
      if (failure.code === 'slide/changed') discardResults(this.#context.db, runId)
      if (signal.aborted) this.#announce(runId, signal.reason === 'closing' ? 'interrupted' : 'cancelled')
      else this.#announce(runId, 'failed', failure)
    } catch (unsaved) {
      // May fail on a full disk. Listeners are notified now; the next start marks the run
      // interrupted.
      const { db, events, log } = this.#context
      if (failureOf(explainError(this.#context, unsaved)).code === 'internal')
        log(`recording the end of run ${runId}`, unsaved)
      const run = listRuns(db).find(({ id }) => id === runId)
      if (run)
        events.emit({ type: 'run', run: { ...run, status: 'failed', remainingSeconds: null, failure } })
      events.emit({ type: 'notice', ...failure })
    }
  }

  #announce(runId: number, status: Run['status'], failure?: { code: string; message: string }): Run {
    const run =
      status === 'done'
        ? finishRun(this.#context.db, runId)
        : setStatus(this.#context.db, runId, status, failure)
    if (status === 'done') confirmSaved(this.#context)
    this.#context.events.emit({ type: 'run', run })
    return run
  }
}
