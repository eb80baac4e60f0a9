import { calls } from '../../../contract/calls.ts'
import type { Context } from '../context.ts'
import { confirmSaved, explainError, refusal } from '../flows/read-only.ts'
import type { Caller } from '../review/reviewers.ts'
import type { Handlers } from './serve.ts'

type Handler = (input: never, signal: AbortSignal, caller: Caller) => unknown

/**
 * Wraps the handlers: refuses calls that change the library at once while it is read-only, answers
 * other such calls only if the change is in the library at its path, and explains errors caused by
 * the library's state. SQLite refuses every other write, but only after
 * the call's work.
 */
export function guardWrites(context: Context, handlers: Handlers): Handlers {
  const rethrow = (error: unknown): never => {
    throw explainError(context, error)
  }
  const guarded =
    (name: keyof Handlers, handler: Handler): Handler =>
    (input, signal, caller) => {
      const { writes } = calls[name]
      if (context.readOnlyReason && writes) throw refusal(context)
      const confirmed = <T>(answer: T): T => {
        if (writes) confirmSaved(context)
        return answer
      }
      try {
        confirmed(null)
        const answer = handler(input, signal, caller)
        return answer instanceof Promise ? answer.then(confirmed).catch(rethrow) : confirmed(answer)
      } catch (error) {
        return rethrow(error)
      }
    }
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      guarded(name as keyof Handlers, handler as Handler)
    ])
  ) as unknown as Handlers
}
