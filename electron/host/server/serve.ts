import type { CallName, Output, Parsed, StreamName } from '../../../contract/calls.ts'
import { calls } from '../../../contract/calls.ts'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { FromHost, Port, ToHost } from '../../../contract/transport/port.ts'
import type { Log } from '../library/log.ts'
import type { Caller } from '../review/reviewers.ts'

/** One function for each call or stream of the contract; inputs are already validated. */
export type Handlers = {
  [K in CallName]: (input: Parsed<K>, signal: AbortSignal, caller: Caller) => Output<K> | Promise<Output<K>>
} & {
  [K in StreamName]: (input: Parsed<K>, signal: AbortSignal) => AsyncIterable<Output<K>>
}

/** The handlers of the calls whose names begin with `Room.`. */
export type RoomHandlers<Room extends string> = Pick<Handlers, Extract<keyof Handlers, `${Room}.${string}`>>

/**
 * Serves one port. Answers or ignores every message, however malformed: nothing that a page sends
 * can crash the host. When the port closes, aborts everything it requested.
 * @param caller who is at the other end, with a reviewer of their own
 */
export function serve(
  port: Port<FromHost, ToHost>,
  handlers: Handlers,
  log: Log,
  caller: Caller = { reviewerId: null }
): void {
  const running = new Map<number, AbortController>()
  /** The last ordered call; never rejects. */
  let last: Promise<void> | undefined

  async function answer(id: number, name: string, input: unknown): Promise<void> {
    const abort = new AbortController()
    running.set(id, abort)
    try {
      if (!Object.hasOwn(calls, name))
        throw new DuctalError(
          'call/unknown',
          `Ductal’s host has no call ${name}. The window and the host differ in version. Restart Ductal.`
        )
      const known = name as keyof typeof calls
      const parsed = calls[known].input.safeParse(input)
      if (!parsed.success) throw new DuctalError('call/invalid', invalid(name, parsed.error.issues))
      const handler = handlers[known] as (input: unknown, signal: AbortSignal, caller: Caller) => unknown
      const perform = () => handler(parsed.data, abort.signal, caller)
      const result = calls[known].ordered ? afterOthers(perform, abort.signal) : perform()
      if (calls[known].kind === 'stream') await send(id, result as AsyncIterable<unknown>, abort.signal)
      else port.post({ call: id, value: await result })
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'internal') log(`call ${name}`, error)
      port.post({ call: id, failure })
    } finally {
      running.delete(id)
    }
  }

  /** Runs a call at once, or once the earlier ones are done. */
  function afterOthers(perform: () => unknown, signal: AbortSignal): unknown {
    const result = last
      ? last.then(() => {
          signal.throwIfAborted()
          return perform()
        })
      : perform()
    if (!(result instanceof Promise)) return result
    const done: Promise<void> = result
      .then(
        () => {},
        () => {}
      )
      .then(() => {
        if (last === done) last = undefined
      })
    last = done
    return result
  }

  async function send(id: number, items: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
    for await (const item of items) {
      if (signal.aborted) break
      port.post({ call: id, item })
    }
    port.post({ call: id, end: true })
  }

  port.listen(
    message => {
      if (typeof message !== 'object' || message === null) return
      if ('cancel' in message) running.get(message.cancel)?.abort()
      else if (
        Number.isSafeInteger(message.call) &&
        typeof message.name === 'string' &&
        !running.has(message.call)
      )
        void answer(message.call, message.name, message.input)
    },
    () => {
      for (const abort of running.values()) abort.abort()
    }
  )
}

const invalid = (name: string, issues: { path: PropertyKey[]; message: string }[]): string => {
  const [first] = issues
  const where = first && first.path.length > 0 ? ` at ${first.path.map(String).join('.')}` : ''
  return `The call ${name} has an invalid value${where}: ${first?.message ?? 'unknown reason'}.`
}
