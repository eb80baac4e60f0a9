import type { HostEvent } from '../../../contract/events.ts'

/** Tells everybody who listens what happens in the host. */
export class Events {
  readonly #listeners = new Set<(event: HostEvent) => void>()
  /** Steps of the start that are not done yet: a page that connects in their middle is told of them. */
  readonly #setup = new Map<string, HostEvent>()

  emit(event: HostEvent): void {
    if (event.type === 'setup') {
      if (event.done) this.#setup.delete(event.step)
      else this.#setup.set(event.step, event)
    }
    for (const listener of this.#listeners) listener(event)
  }

  /** Everything from now on, after the steps of the start that are under way, until the signal aborts. A slow reader loses nothing: events wait for it. */
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
