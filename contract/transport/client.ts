import type { CallName, Input, Output, StreamName } from '../calls.ts'
import { DuctalError } from '../errors.ts'
import type { FromHost, Port, ToHost } from './port.ts'

/** The caller's end of the contract. It has only types: the host validates what arrives. */
export interface Client {
  /**
   * Rejects with a {@link DuctalError}. Aborting the signal rejects with `call/cancelled` and stops
   * the work.
   */
  call<K extends CallName>(name: K, input: Input<K>, signal?: AbortSignal): Promise<Output<K>>
  /** Ends when the host ends the stream, the signal aborts, or the consumer stops iterating. */
  stream<K extends StreamName>(
    name: K,
    input: Input<K>,
    signal?: AbortSignal
  ): AsyncGenerator<Output<K>, void>
  close(): void
}

interface Exchange {
  take(message: FromHost): void
  fail(error: DuctalError): void
}

const cancelled = () => new DuctalError('call/cancelled', 'Cancelled.')
const gone = () =>
  new DuctalError('door/closed', 'The connection to Ductal’s host was lost. Reload the window to reconnect.')

export function connect(port: Port<ToHost, FromHost>): Client {
  const exchanges = new Map<number, Exchange>()
  let next = 1
  let open = true

  port.listen(
    message => exchanges.get(message.call)?.take(message),
    () => {
      open = false
      for (const exchange of [...exchanges.values()]) exchange.fail(gone())
      exchanges.clear()
    }
  )

  function begin(
    name: string,
    input: unknown,
    signal: AbortSignal | undefined,
    exchange: Exchange
  ): (finished: boolean) => void {
    if (!open) throw gone()
    if (signal?.aborted) throw cancelled()
    const id = next++
    const abort = () => {
      port.post({ cancel: id })
      exchange.fail(cancelled())
    }
    exchanges.set(id, exchange)
    signal?.addEventListener('abort', abort, { once: true })
    port.post({ call: id, name, input })
    return finished => {
      signal?.removeEventListener('abort', abort)
      if (exchanges.delete(id) && !finished && open) port.post({ cancel: id })
    }
  }

  return {
    call(name, input, signal) {
      return new Promise((resolve, reject) => {
        let end: (finished: boolean) => void = () => {}
        const settle = (finish: () => void) => {
          end(true)
          finish()
        }
        try {
          end = begin(name, input, signal, {
            take(message) {
              if ('value' in message) settle(() => resolve(message.value as never))
              else if ('failure' in message) settle(() => reject(errorOf(message.failure)))
            },
            fail: error => settle(() => reject(error))
          })
        } catch (error) {
          reject(error)
        }
      })
    },

    async *stream(name, input, signal) {
      const items: unknown[] = []
      let wake = () => {}
      let over = false
      let failure: DuctalError | undefined
      const end = begin(name, input, signal, {
        take(message) {
          if ('item' in message) items.push(message.item)
          else {
            over = true
            if ('failure' in message) failure = errorOf(message.failure)
          }
          wake()
        },
        fail(error) {
          over = true
          if (error.code !== 'call/cancelled') failure = error
          wake()
        }
      })
      try {
        while (true) {
          while (items.length > 0) yield items.shift() as never
          if (failure) throw failure
          if (over) return
          await new Promise<void>(resolve => {
            wake = resolve
          })
        }
      } finally {
        end(over)
      }
    },

    close: () => port.close()
  }
}

const errorOf = ({ code, message }: { code: DuctalError['code']; message: string }) =>
  new DuctalError(code, message)
