/**
 * Keeps a library read-only if it is damaged or written by a newer program: reports the state, and
 * handles damage found later.
 */
import type { CallName } from '../../../contract/calls.ts'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { Context } from '../context.ts'
import { damaged, isDamage } from '../db/damage.ts'
import type { Handlers } from './serve.ts'

/** Makes the library read-only from now on, and notifies all listeners of the reason. */
export function stopWriting(context: Context, harm: DuctalError): void {
  if (context.harm) return
  context.harm = harm
  context.db.pragma('query_only = ON')
  context.events.emit({ type: 'readOnly', ...failureOf(harm) })
}

/**
 * Translates an error caused by the library's state into one that says so; returns any other error
 * unchanged.
 */
export function explained(context: Context, error: unknown): unknown {
  if (isDamage(error)) stopWriting(context, damaged(context.dataFolder, error))
  const code = String((error as { code?: unknown } | null)?.code)
  if (!context.harm || !code.startsWith('SQLITE_')) return error
  if (code.startsWith('SQLITE_READONLY')) return refusal(context, error)
  return new DuctalError(
    context.harm.code,
    `Part of the library in ${context.dataFolder} cannot be read. The rest is shown. Run “ductal doctor” to see why and what to do.`,
    { cause: error }
  )
}

const refusal = ({ dataFolder }: Context, cause?: unknown) =>
  new DuctalError(
    'library/read-only',
    `Nothing was changed, because the library in ${dataFolder} is read-only. Run “ductal doctor” to see why and what to do.`,
    { cause }
  )

/**
 * Calls that change the library, refused at once. SQLite itself refuses any call missing here, but
 * only after the call's work.
 */
const changing = new Set<string>([
  'slides.open',
  'slides.setMpp',
  'slides.remove',
  'library.describe',
  'library.relink',
  'models.import',
  'models.remove',
  'models.setDefault',
  'comparisons.make',
  'comparisons.remove',
  'runs.start',
  'runs.resume',
  'runs.remove',
  'reviewers.add',
  'reviewers.choose',
  'review.label',
  'review.threshold',
  'review.undo',
  'review.redo',
  'review.comment',
  'review.editComment',
  'review.sign',
  'review.reopen',
  'review.rebuild',
  'classes.add',
  'classes.update',
  'classes.remove',
  'regions.add',
  'regions.import',
  'regions.fromPatches',
  'regions.update',
  'regions.remove',
  'regions.merge',
  'regions.subtract'
] satisfies CallName[])

type Handler = (input: never, signal: AbortSignal) => unknown

/** Wraps the handlers so that errors caused by the library's state say so. */
export function mindful(context: Context, handlers: Handlers): Handlers {
  const minding =
    (name: string, handler: Handler): Handler =>
    (input, signal) => {
      if (context.harm && changing.has(name)) throw refusal(context)
      try {
        const answer = handler(input, signal)
        return answer instanceof Promise ? answer.catch(rethrow) : answer
      } catch (error) {
        return rethrow(error)
      }
    }
  const rethrow = (error: unknown): never => {
    throw explained(context, error)
  }
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [name, minding(name, handler as Handler)])
  ) as unknown as Handlers
}
