import type { Failure } from '../errors.ts'

/**
 * Messages over a port. The caller chooses the number in `call` and `cancel`; it identifies the
 * exchange.
 */
export type ToHost = { call: number; name: string; input: unknown } | { cancel: number }

export type FromHost =
  | { call: number; value: unknown }
  | { call: number; failure: Failure }
  | { call: number; item: unknown }
  | { call: number; end: true }

/**
 * One of two ends that exchange messages in order: a MessagePort, an HTTP session, or a pair within
 * one process.
 */
export interface Port<Out, In> {
  post(message: Out): void
  /** Registers the handlers for messages and for closing; must be called once only. */
  listen(onMessage: (message: In) => void, onClose: () => void): void
  close(): void
}

/**
 * Returns a pair of ports within one process, for the terminal and for tests. Clones messages, as
 * other transports do.
 */
export function portPair<A, B>(): [Port<A, B>, Port<B, A>] {
  let open = true
  const closers: (() => void)[] = []
  const receivers: ((message: never) => void)[] = []
  const waiting: unknown[][] = [[], []]
  const close = () => {
    if (!open) return
    open = false
    for (const closer of closers) if (closer) closer()
  }
  const end = (self: 0 | 1) => ({
    post(message: unknown) {
      if (!open) return
      const copy = structuredClone(message)
      const receiver = receivers[1 - self]
      if (receiver) queueMicrotask(() => open && receiver(copy as never))
      else waiting[1 - self]?.push(copy)
    },
    listen(onMessage: (message: never) => void, onClose: () => void) {
      receivers[self] = onMessage
      closers[self] = onClose
      for (const message of waiting[self]?.splice(0) ?? [])
        queueMicrotask(() => open && onMessage(message as never))
    },
    close
  })
  return [end(0) as unknown as Port<A, B>, end(1) as unknown as Port<B, A>]
}
