import type { HostEvent } from '../../contract/transport/events.ts'

/** Broadcasts the host's events to all listeners. */
export class Events {
  readonly #listeners = new Set<(event: HostEvent) => void>()
  /** Unfinished startup steps, sent to pages that connect meanwhile. */
  readonly #setup = new Map<string, HostEvent>()

  emit(event: HostEvent): void {
    if (event.type === 'setup') {
      if (event.done) this.#setup.delete(event.step)
      else this.#setup.set(event.step, event)
    }
    for (const listener of this.#listeners) listener(event)
  }

  /**
   * Yields the unfinished startup steps and then all events until the signal aborts. Events are
   * buffered for a slow reader, so none is lost.
   */
  async *from(signal: AbortSignal): AsyncGenerator<HostEvent, void> {
    const waiting: HostEvent[] = [...this.#setup.values()]
    let wake = () => {}
    const listener = (event: HostEvent) => {
      waiting.push(event)
      wake()
    }
    const stop = () => wake()
    this.#listeners.add(listener)
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        const event = waiting.shift()
        if (event) yield event
        else
          await new Promise<void>(resolve => {
            wake = resolve
          })
      }
    } finally {
      this.#listeners.delete(listener)
      signal.removeEventListener('abort', stop)
    }
  }
}
