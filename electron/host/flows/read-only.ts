import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { Context } from '../context.ts'
import { damaged } from '../db/damage.ts'
import { isDamage } from '../db/errors.ts'

type Library = Pick<Context, 'db' | 'events' | 'dataFolder' | 'readOnlyReason'>

/** Makes the library read-only from now on, and notifies all listeners of the reason. */
export function stopWriting(context: Library, reason: DuctalError): void {
  if (context.readOnlyReason) return
  context.readOnlyReason = reason
  context.db.pragma('query_only = ON')
  context.events.emit({ type: 'readOnly', ...failureOf(reason) })
}

/**
 * Confirms a change before it is reported as saved: it must be in the library that the next start
 * will open. Otherwise makes the library read-only.
 * @throws DuctalError library/displaced
 */
export function confirmSaved(context: Library & Pick<Context, 'confirm'>): void {
  const { readOnlyReason } = context
  if (readOnlyReason?.code === 'library/displaced') throw readOnlyReason
  if (readOnlyReason) return
  try {
    context.confirm()
  } catch (error) {
    if (error instanceof DuctalError) stopWriting(context, error)
    throw error
  }
}

/**
 * Translates an error caused by the library's state into one that says so; returns any other error
 * unchanged. A damaged library may contain any value, which code that expects another one meets
 * with a TypeError.
 */
export function explainError(context: Library, error: unknown): unknown {
  if (isDamage(error)) stopWriting(context, damaged(context.dataFolder, error))
  const code = String((error as { code?: unknown } | null)?.code)
  const fromContent = code.startsWith('SQLITE_') || error instanceof TypeError || error instanceof RangeError
  if (!context.readOnlyReason || !fromContent) return error
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
