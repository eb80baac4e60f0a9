import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { Context } from '../context.ts'
import { damaged, isDamage } from '../db/damage.ts'

type Library = Pick<Context, 'db' | 'events' | 'dataFolder' | 'readOnlyReason'>

/** Makes the library read-only from now on, and notifies all listeners of the reason. */
export function stopWriting(context: Library, reason: DuctalError): void {
  if (context.readOnlyReason) return
  context.readOnlyReason = reason
  context.db.pragma('query_only = ON')
  context.events.emit({ type: 'readOnly', ...failureOf(reason) })
}

/**
 * Translates an error caused by the library's state into one that says so; returns any other error
 * unchanged.
 */
export function explainError(context: Library, error: unknown): unknown {
  if (isDamage(error)) stopWriting(context, damaged(context.dataFolder, error))
  const code = String((error as { code?: unknown } | null)?.code)
  if (!context.readOnlyReason || !code.startsWith('SQLITE_')) return error
  if (code.startsWith('SQLITE_READONLY')) return refusal(context, error)
  return new DuctalError(
    context.readOnlyReason.code,
    `Part of the library in ${context.dataFolder} cannot be read. The rest is shown. Run “ductal doctor” to see why and what to do.`,
    { cause: error }
  )
}

/** The error of a call that would change a read-only library. */
export const refusal = ({ dataFolder }: Pick<Context, 'dataFolder'>, cause?: unknown) =>
  new DuctalError(
    'library/read-only',
    `Nothing was changed, because the library in ${dataFolder} is read-only. Run “ductal doctor” to see why and what to do.`,
    { cause }
  )
