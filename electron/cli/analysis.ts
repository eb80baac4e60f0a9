import { DuctalError } from '../../contract/errors.ts'
import type { Run } from '../../contract/runs/run.ts'
import type { Client } from '../../contract/transport/client.ts'
import type { HostEvent } from '../../contract/transport/events.ts'

const over: Run['status'][] = ['done', 'failed', 'cancelled', 'interrupted']

/**
 * Starts a run and follows it to its end. Aborting the signal cancels the run; its finished tiles
 * stay.
 * @param begin puts the run into the host's queue
 * @throws DuctalError call/cancelled if the signal aborts before the run exists, and whatever
 *   `begin` throws
 */
export async function follow(
  client: Client,
  begin: () => Promise<Run>,
  signal: AbortSignal,
  onEvent: (event: HostEvent) => void
): Promise<Run> {
  const listening = new AbortController()
  const latest = new Map<number, Run>()
  let wake = () => {}

  // Listens before the run starts: a run without tissue ends at once.
  const events = (async () => {
    for await (const event of client.stream('host.events', undefined, listening.signal)) {
      if (event.type === 'run') latest.set(event.run.id, event.run)
      onEvent(event)
      wake()
    }
  })()
  const lost = events.then(() => {
    throw new DuctalError(
      'door/closed',
      'The host stopped before the analysis finished. Continue it with “ductal resume”.'
    )
  })
  // Handles the rejection before anything awaits it.
  const settled = lost.catch(() => undefined)

  const ended = async (id: number): Promise<Run> => {
    for (;;) {
      const run = latest.get(id)
      if (run && over.includes(run.status)) return run
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }

  try {
    const begun = await begin()
    if (over.includes(begun.status)) return begun
    return await Promise.race([ended(begun.id), cancelledBy(signal, client, begun.id), lost])
  } finally {
    listening.abort()
    await settled
  }
}

/** Settles only when the signal aborts, with the state of the run after cancelling. */
function cancelledBy(signal: AbortSignal, client: Client, runId: number): Promise<Run> {
  return new Promise((resolve, reject) => {
    const cancel = () => client.call('runs.cancel', { runId }).then(resolve, reject)
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
  })
}
